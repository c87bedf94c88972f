# Completion of weda for fish: write this file to ~/.config/fish/completions/weda.fish
function __weda_complete
    set -l word (commandline --current-token --cut-at-cursor)
    set -l lines (weda __complete --word="$word" -- (commandline --current-process --tokenize --cut-at-cursor) 2>/dev/null)
    if test "$lines[1]" = ':files'
        __fish_complete_path "$word"
    else if test (count $lines) -gt 1
        printf '%s\n' $lines[2..-1]
    end
end
complete --command weda --no-files --arguments '(__weda_complete)'
