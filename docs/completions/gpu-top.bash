# bash completion for gpu-top, made by `gpu-top completion bash`
_gpu_top() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= word words=
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in explain|record|replay|capture|serve|run|wait|detect|bench|devices|doctor|completion) command=$word; break ;; esac
  done
  case $previous in
    --over) return ;;
    -n|--iterations) return ;;
    -d|--delay) return ;;
    -o|--output) COMPREPLY=($(compgen -f -- "$current")); return ;;
    -s|--sort) return ;;
    --filter) return ;;
    --by) COMPREPLY=($(compgen -W 'client process user unit unit+comm pod container namespace container_name machine app service slurm_job step task pbs_job lsf_job condor_slot nomad_alloc ecs_task' -- "$current")); return ;;
    --device) return ;;
    -u|--user) return ;;
    -p|--pid) return ;;
    --root) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --proc) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --strategy) COMPREPLY=($(compgen -W 'auto stat name fdinfo clients' -- "$current")); return ;;
    --scan) COMPREPLY=($(compgen -W 'incremental full' -- "$current")); return ;;
    --rescan-within) return ;;
    --container-state) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --ssh) return ;;
    --via) return ;;
    --theme) COMPREPLY=($(compgen -W 'auto dark light contrast mono' -- "$current")); return ;;
    --config) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --speed) return ;;
    --seek) return ;;
    --listen) return ;;
    --web-config) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --allow-host) return ;;
    --max-series) return ;;
    --min-interval) return ;;
    --every) return ;;
    --end-after) return ;;
    --pid) return ;;
    --idle) return ;;
    --below) return ;;
    --timeout) return ;;
    --rounds) return ;;
    --processes) return ;;
    --fds) return ;;
    --gpu-clients) return ;;
    --iterations) return ;;
    --compare) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case $command in
    "") words='-1 --once -b --batch --over --json --csv --prom -n --iterations -d --delay -o --output --check -s --sort --reverse --filter --by --device -u --user -p --pid --all --root --proc --strategy --scan --rescan-within --container-state --ssh --via --demo --demo=lab --demo-if-no-gpu --ascii -C --no-color --theme --readonly --vi --mouse --config --no-config -V --version -h --help' ;;
    explain) words='-d --delay --root --proc --strategy --scan --rescan-within --container-state --ssh --via --demo --demo=lab --demo-if-no-gpu -h --help' ;;
    record) words='-n --iterations -d --delay --scrub --root --proc --strategy --scan --rescan-within --container-state --ssh --via --demo --demo=lab --demo-if-no-gpu -h --help' ;;
    replay) words='--speed --seek -s --sort --reverse --filter --by --device -u --user -p --pid --all -1 --once -b --batch --over --json --csv --prom -n --iterations -d --delay -o --output --check --ascii -C --no-color --theme --readonly --vi --mouse --config --no-config -h --help' ;;
    capture) words='--no-scrub --root --proc -h --help' ;;
    serve) words='--listen --web-config --allow-host --with-cmdline --by --max-series --min-interval --every --end-after --root --proc --strategy --scan --rescan-within --container-state --ssh --via --demo --demo=lab --demo-if-no-gpu -h --help' ;;
    run) words='-d --delay --json -o --output --root --proc -h --help' ;;
    wait) words='--pid --device --idle --below --timeout -d --delay -v --verbose --root --proc -h --help' ;;
    detect) words='--root --proc --rounds --timeout --json -h --help' ;;
    bench) words='--live --tree --root --system --processes --fds --gpu-clients --iterations --no-scaling --json --markdown --compare -h --help' ;;
    devices) words='--json -d --delay --root --proc --strategy --scan --rescan-within --container-state --ssh --via --demo --demo=lab --demo-if-no-gpu -h --help' ;;
    doctor) words='--root --proc --json -h --help' ;;
    completion) words='-h --help' ;;
  esac
  if [[ -z $command && $current != -* ]]; then words='explain record replay capture serve run wait detect bench devices doctor completion'; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $command && $current != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _gpu_top gpu-top
