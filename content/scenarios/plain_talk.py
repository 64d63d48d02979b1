"""Words of a careful worker that put nothing into a child's mouth: no person, act, place or thing.

A reply of these alone, and of what the child has said, brings nothing in.
"""

PLAIN_TALK = frozenset((
    "fine", "today", "i", "i'm", "i'll", "i'd", "i've", "me", "my", "we", "we'll", "we're",
    "we've", "us", "our", "you", "you're", "you've", "you'd", "you'll", "your", "yours", "it",
    "it's", "its", "it'll", "that", "that's", "this", "there", "there's", "here", "what",
    "what's", "how", "when", "whenever", "where", "which", "a", "an", "the", "and", "or", "so",
    "as", "of", "to", "in", "on", "at", "for", "from", "with", "about", "by", "up", "out", "over",
    "before", "after", "now", "then", "first", "next", "again", "just", "only", "also", "too",
    "very", "really", "more", "much", "all", "any", "anything", "something", "everything", "some",
    "enough", "else", "one", "thing", "bit", "lot", "other", "own", "way", "words", "word",
    "time", "is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "don't",
    "doesn't", "did", "didn't", "have", "has", "had", "haven't", "can", "can't", "cannot",
    "could", "couldn't", "will", "won't", "would", "wouldn't", "might", "may", "should", "shall",
    "not", "no", "isn't", "aren't", "wasn't", "weren't", "never", "if", "whatever", "okay", "ok",
    "alright", "right", "yes", "yeah", "well", "oh", "hey", "hello", "please", "sure", "tell",
    "telling", "told", "say", "saying", "said", "talk", "talking", "speak", "listen", "listening",
    "hear", "heard", "explain", "describe", "ask", "asking", "asked", "answer", "know", "think",
    "thinking", "mean", "means", "feel", "feels", "want", "wanted", "like", "need", "take",
    "stay", "staying", "stop", "wait", "waiting", "sit", "go", "going", "come", "came", "let",
    "help", "helps", "start", "happens", "happened", "happen", "happening", "matter", "matters",
    "promise", "thank", "thanks", "sorry", "glad", "believe", "trust", "brave", "hard", "honest",
    "ready", "rush", "hurry", "trouble", "fault", "blame", "alone", "safe", "cross", "worried",
    "judge", "anyone", "anybody", "nobody", "keep", "write", "down", "notes", "choose", "decide",
    "sense", "moment", "minute", "long", "slow", "slowly", "quiet", "together", "still", "always",
    "back", "yourself", "who", "see", "look", "until", "anywhere", "sounds", "sound", "good",
    "best", "job", "must", "happy", "able",
))  # fmt: skip
