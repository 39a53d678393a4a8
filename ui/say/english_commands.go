package say

// englishCommands is what commands say themselves. The help of a command and of
// its flags stands with the command.
var englishCommands = map[string]line{}
