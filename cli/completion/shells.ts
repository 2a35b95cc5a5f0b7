import { assertNever } from '../../lib/errors';
import type { CompletionWords } from './words';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

/** The script that makes a shell complete manifold. Environments are the files in envs/ of the working folder. */
export function completionScript(shell: Shell, words: CompletionWords): string {
  switch (shell) {
    case 'bash':
      return bash(words);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
    case 'fish':
      return fish(words);
    case 'powershell':
      return powershell(words);
    default:
      return assertNever(shell);
  }
}

function bash({ commands, options, choices, environments }: CompletionWords): string {
  const cases = (table: Readonly<Record<string, readonly string[]>>): string =>
    Object.entries(table)
      .map(([key, values]) => `    '${key}') echo '${values.join(' ')}' ;;\n`)
      .join('');
  return `# manifold completion
_manifold_options() {
  case "$1" in
${cases(options)}  esac
}
_manifold_choices() {
  case "$1" in
${cases(choices)}  esac
}
_manifold_seconds() {
  case "$1" in
${cases(Object.fromEntries(Object.entries(commands).filter(([, seconds]) => seconds.length > 0)))}  esac
}
_manifold_environments() {
  local file name
  for file in envs/*.yaml; do
    name=\${file##*/}
    name=\${name%.yaml}
    case "$name" in '*' | default | custom) ;; *) echo "$name" ;; esac
  done
}
_manifold() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command=\${COMP_WORDS[1]} at=2 words
  if [ "$COMP_CWORD" = 1 ]; then
    words='${Object.keys(commands).join(' ')}'
  else
    words=$(_manifold_seconds "$command")
    if [ -n "$words" ] && [ "$COMP_CWORD" -gt 2 ]; then
      command="$command \${COMP_WORDS[2]}"
      at=3
      words=
    fi
    if [ -z "$words" ]; then
      words=$(_manifold_choices "$command $previous")
      if [ -z "$words" ]; then
        words=$(_manifold_options "$command")
        if [ "$COMP_CWORD" = "$at" ]; then
          case "$command" in ${environments.map((name) => `'${name}'`).join(' | ')}) words="$words $(_manifold_environments)" ;; esac
        fi
      fi
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _manifold manifold
`;
}

function fish({ commands, options, choices, environments }: CompletionWords): string {
  const lines = [
    '# manifold completion',
    `complete -c manifold -n __fish_use_subcommand -f -a '${Object.keys(commands).join(' ')}'`,
    ...Object.entries(commands)
      .filter(([, seconds]) => seconds.length > 0)
      .map(
        ([name, seconds]) =>
          `complete -c manifold -n '__fish_seen_subcommand_from ${name}' -f -a '${seconds.join(' ')}'`,
      ),
    ...environments.map(
      (name) =>
        `complete -c manifold -n '__fish_seen_subcommand_from ${name.split(' ').at(-1)}' -f -a '(for f in envs/*.yaml; string replace -r "^envs/(.*)\\.yaml$" "\\$1" $f; end | string match -v -r "^(default|custom)$")'`,
    ),
    ...Object.entries(options).flatMap(([name, all]) =>
      all.map((option) => {
        const values = choices[`${name} ${option}`];
        const taken = values === undefined ? '' : ` -x -a '${values.join(' ')}'`;
        return `complete -c manifold -n '__fish_seen_subcommand_from ${name.split(' ').at(-1)}' -l ${option.slice(2)}${taken}`;
      }),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function powershell({ commands, options, choices }: CompletionWords): string {
  const table = (entries: Readonly<Record<string, readonly string[]>>): string =>
    Object.entries(entries)
      .map(([key, values]) => `    '${key}' = @(${values.map((value) => `'${value}'`).join(', ')})\n`)
      .join('');
  return `# manifold completion
Register-ArgumentCompleter -Native -CommandName manifold -ScriptBlock {
  param($word, $ast, $position)
  $commands = @{
${table(commands)}  }
  $options = @{
${table(options)}  }
  $choices = @{
${table(choices)}  }
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -ne '') { $words = @($words | Select-Object -SkipLast 1) }
  $command = $words | Select-Object -First 1
  if ($null -eq $command) { $found = $commands.Keys }
  elseif ($commands[$command].Count -gt 0 -and $words.Count -lt 2) { $found = $commands[$command] }
  else {
    if ($commands[$command].Count -gt 0) { $command = "$command $($words[1])" }
    $last = $words | Select-Object -Last 1
    $found = if ($choices.ContainsKey("$command $last")) { $choices["$command $last"] } else { $options[$command] }
  }
  $found | Where-Object { $_ -like "$word*" } | Sort-Object | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}
