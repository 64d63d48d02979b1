"""Let one person outside confirm a training by a link, where no one inside can."""
