"""Everyday words that have a capital and name nobody: kin, feasts, subjects, makers, places.

And words that often begin a sentence. Data for `real_names` alone; never shown.
"""

_WRITTEN = """
i i'm i'd i'll i've ok okay tv wifi covid gp nhs
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept
oct nov dec mon tue tues wed thu thur thurs fri sat sun
mr mrs ms mx miss dr sir madam pc ma'am
mum mums mummy mam mammy mom mommy dad dads daddy da nan nana nanny nanna nain taid mamgu tadcu
gran granny grandma grandad granddad grandpa gramps grandmother grandfather mother father
stepmum stepdad stepmother stepfather auntie aunty aunt uncle cousin brother sister babcia
dziadek mama papa tata baba foster carer carers guardian partner boyfriend girlfriend
headteacher head deputy teacher tutor coach lead leader leaders chair chaplain vicar imam rabbi
priest father pastor reverend caretaker receptionist governor manager matron nurse doctor
brownies brownie guides guide scouts scout cubs beavers rainbows explorers cadets
christmas easter eid ramadan diwali hanukkah halloween bonfire lent advent epiphany pentecost
passover vaisakhi valentine's boxing bank mother's father's new year's
god jesus allah bible quran koran torah
english maths math mathematics science history geography french spanish german welsh polish
latin art music drama pe re it pshe chemistry biology physics reception nursery
primary secondary academy college school year gcse btec
british irish scottish european american asian african chinese indian pakistani bangladeshi
romanian lithuanian ukrainian syrian afghan arabic urdu punjabi hindi bengali somali turkish
portuguese italian russian roma traveller gypsy christian muslim catholic jewish sikh hindu
buddhist england wales scotland ireland britain uk europe
london manchester leeds sheffield nottingham leicester derby hull lincoln york birmingham
snapchat snap instagram insta tiktok whatsapp facebook messenger youtube twitch discord roblox
minecraft fortnite fifa xbox playstation nintendo switch ps iphone ipad android google gmail
hotmail outlook apple amazon netflix spotify telegram reddit twitter skype zoom teams facetime
kik omegle vinted ebay paypal uber microsoft bereal steam pinterest signal
mcdonald's mcdonalds kfc greggs tesco asda aldi lidl sainsbury's morrisons co-op boots primark
costa starbucks nando's subway spar argos nike adidas ford vauxhall bmw audi fiat corsa fiesta
childline nspcc barnardo's samaritans camhs mash lado ofsted dbs crimestoppers
yesterday today tomorrow tonight earlier later afterwards afterward then suddenly recently
sometimes maybe perhaps also besides however although because since until during whilst while
nobody somebody everyone everybody anyone someone neither either both several apparently
according regarding concerning unsure unknown unclear none nothing something anything everything
"""
EVERYDAY = frozenset(_WRITTEN.split())
