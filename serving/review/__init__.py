"""The pages on which officers settle what the machine is unsure of: server-rendered, usable without JavaScript."""
