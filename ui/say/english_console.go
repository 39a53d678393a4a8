package say

// englishConsole is what the screens say themselves: findings, outcomes, notices,
// what to do next. Headings, field names and a key's help stand with what they name.
var englishConsole = map[string]line{}
