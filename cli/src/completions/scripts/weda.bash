# Completion of weda for bash: source this file, or write it to ~/.local/share/bash-completion/completions/weda
_weda() {
    local rest="${COMP_LINE:0:COMP_POINT}" words=() index word prefix line value
    # Bash splits words at `=` and `:`; here they are joined again.
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word="${COMP_WORDS[index]}"
        if ((index == 0)) || [[ $rest == [[:space:]]* ]]; then
            words+=("")
        fi
        rest="${rest#"${rest%%[![:space:]]*}"}"
        if ((index == COMP_CWORD)); then
            word="$rest"
        fi
        words[${#words[@]} - 1]+="$word"
        rest="${rest#"$word"}"
    done
    word="${words[${#words[@]} - 1]}"
    unset "words[${#words[@]}-1]"
    # What bash replaces is the part behind the last `=` or `:`.
    prefix="${word%"$2"}"
    COMPREPLY=()
    while IFS= read -r line; do
        value="${line%%$'\t'*}"
        case "$value" in
            :files) compopt -o default -o bashdefault 2>/dev/null ;;
            :values) ;;
            *) COMPREPLY+=("${value#"$prefix"}") ;;
        esac
    done < <(weda __complete --word="$word" -- "${words[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _weda weda
