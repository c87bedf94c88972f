#compdef weda
# Completion of weda for zsh: write this file to a folder of $fpath as _weda, or source it after compinit
_weda() {
    local -a lines closed closed_lines open open_lines
    local line value
    lines=("${(@f)$(weda __complete --word="$PREFIX" -- "${(@)words[1,CURRENT-1]}" 2>/dev/null)}")
    if [[ $lines[1] == :files ]]; then
        _files
        return
    fi
    for line in "${(@)lines[2,-1]}"; do
        value="${line%%$'\t'*}"
        if [[ $line == *$'\t'* ]]; then
            line="$value  -- ${line#*$'\t'}"
        fi
        if [[ $value == *= ]]; then
            open+=("$value")
            open_lines+=("$line")
        else
            closed+=("$value")
            closed_lines+=("$line")
        fi
    done
    (( $#open )) && compadd -Q -S '' -l -d open_lines -a open
    (( $#closed )) && compadd -Q -l -d closed_lines -a closed
    (( $#open + $#closed ))
}
if [[ $funcstack[1] == _weda ]]; then
    _weda "$@"
else
    compdef _weda weda
fi
