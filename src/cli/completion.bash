# What the words in capitals stand for. The project is the one of the line: given has its -c and -n.
_howdah_ask() {
    howdah -q "${given[@]}" "$@" 2>/dev/null
}

_howdah_ini() {
    local folder=$PWD name
    if [ -n "$ini" ]; then
        cat -- "$ini" 2>/dev/null
        return
    fi
    while :; do
        for name in howdah.ini alembic.ini; do
            if [ -f "$folder/$name" ]; then
                cat -- "$folder/$name"
                return
            fi
        done
        [ -n "$folder" ] || return
        folder=${folder%/*}
    done
}

_howdah_revisions() {
    printf '%s\n' head heads base
    _howdah_ask history | sed -nE 's/^.* -> ([^ ,]+).*/\1/p'
}

_howdah_offers() {
    case "$1" in
    FILE | PROGRAM) compgen -f -- "$piece" ;;
    FOLDER | DIR) compgen -d -- "$piece" ;;
    REVISION | REV | RANGE | A:B) _howdah_revisions ;;
    ENVIRONMENT) _howdah_ini | sed -nE 's/^\[env +([^] ]+) *\].*/\1/p' ;;
    SECTION) _howdah_ini | sed -nE 's/^\[([^] ]+)\].*/\1/p' ;;
    REPORT) _howdah_ask show | sed -nE 's/^  ([^ ]+) .*/\1/p' ;;
    RULE) _howdah_ask lint --rules | sed -nE 's/^([^ ]+) .*/\1/p' ;;
    BACKUP) _howdah_ask backup list | sed -nE 's/^([^ ]+_[0-9]+T[0-9]+Z[^ ]*) .*/\1/p' ;;
    SOURCE | A | B)
        printf '%s\n' database models migrations
        _howdah_revisions
        compgen -f -- "$piece"
        ;;
    COMMAND)
        members=$_howdah_commands
        [ "$index" = 0 ] || _howdah_command "$last"
        tr '|' '\n' <<<"$members"
        ;;
    [!A-Z]*) printf '%s\n' "$1" ;;
    esac
}

# The form of an option's value; a command's own option of the same letter comes first and wins.
_howdah_form() {
    local one
    form=
    for one in $valued $_howdah_valued; do
        if [ "${one%%:*}" = "$1" ]; then
            form=${one#*:}
            return
        fi
    done
}

# bash cuts "--option=value", "A:B" and "label@head" in pieces; they are put together again.
_howdah_join() {
    local i glue=
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$word" in
        '' | *[!=:@]*)
            if [ -n "$glue" ]; then line[-1]+=$word; else line+=("$word"); fi
            glue=
            ;;
        *)
            line[-1]+=$word
            glue=yes
            ;;
        esac
    done
}

_howdah_option() {
    _howdah_form "${word%%=*}"
    [ -n "$form" ] || return
    case "$word" in
    *=*) ;;
    *)
        at=$((at + 1))
        word+="=${line[at]}"
        ;;
    esac
    case "${word%%=*}:$form" in
    -c:FILE | --config:FILE)
        ini=${word#*=}
        ini=${ini/#\~/$HOME}
        given+=("--config=$ini")
        ;;
    -n:SECTION | --name:SECTION) given+=("--name=${word#*=}") ;;
    esac
}

# Finds the command, and how many arguments it has before the cursor.
_howdah_read() {
    local at
    for ((at = 1; at < ${#line[@]} - 1; at++)); do
        word=${line[at]}
        case "$word" in
        -*) _howdah_option ;;
        *)
            if [ -z "$command" ]; then
                command=$word
            elif [ "$index" = 0 ] && [[ "|$members|" == *"|$word|"* ]]; then
                command+=" $word"
            else
                index=$((index + 1))
                last=$word
                continue
            fi
            _howdah_command "$command"
            ;;
        esac
    done
}

# The form of what stands at the cursor.
_howdah_wanted() {
    case "$previous" in
    -*)
        _howdah_form "$previous"
        if [ -n "$form" ]; then
            wanted=$form
            return
        fi
        ;;
    esac
    if [ -z "$command" ]; then
        wanted=$_howdah_commands
        return
    fi
    if [ "$index" -lt ${#forms[@]} ]; then
        wanted=${forms[index]}
    elif [[ "${forms[*]}" == *... ]]; then
        wanted=${forms[-1]}
    fi
    wanted=${wanted%...}
    [ "$index" != 0 ] || wanted="$members|$wanted"
}

_howdah() {
    local line=() word form= given=() ini= wanted=
    local command= members= options= valued= forms=() index=0 last=
    _howdah_join
    _howdah_read
    local current=${line[-1]} previous=${line[-2]}
    case "$current" in
    -*=*) previous=${current%%=*} current=${current#*=} ;;
    -*) wanted=$options$_howdah_options wanted=${wanted// /|} ;;
    esac
    [ -n "$wanted" ] || _howdah_wanted

    # The piece that bash replaces may begin after the last of its separators, or with the word.
    local piece=$current typed=${COMP_WORDS[COMP_CWORD]} before= words
    case "$wanted" in
    FILE | FOLDER | DIR | PROGRAM) compopt -o filenames 2>/dev/null ;;
    *)
        piece=${current##*[=:@]}
        case "$typed" in *[!=:@]*) before=${typed%"$piece"} ;; esac
        ;;
    esac
    mapfile -t words < <(
        IFS='|' read -ra words <<<"$wanted"
        for word in "${words[@]}"; do _howdah_offers "$word"; done
    )
    COMPREPLY=()
    for word in "${words[@]}"; do
        case "$word" in "$piece"*) COMPREPLY+=("$before$word") ;; esac
    done
}
complete -F _howdah howdah
