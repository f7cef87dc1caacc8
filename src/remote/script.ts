/**
 * The far end: a POSIX shell script that is fed to `sh` on the machine that is looked at, so that nothing is installed there.
 *
 * It decides nothing and parses nothing. It prints raw files as it is asked to, and the local gpu-top makes of them what it makes of
 * its own /proc. It needs awk, grep, xargs, readlink and tr, as every Linux system and busybox have them; all paths are
 * relative to `/`, or to $GPU_TOP_ROOT in tests.
 *
 * An order is a line on stdin, with further lines up to a `.` where it has a list; the answer ends with a line `.`. The
 * local side waits for the answer before it sends the next order, so no command here can swallow one by reading ahead; and the loop is
 * the script's end, since whatever stood behind it would be read as an order. Orders:
 *
 *     search     lines `P` (all processes), `R` (those whose fds are refused), then the paths of fds that may be DRM
 *     quiet      the same without reading the listed fdinfos, nor any whose fd has the name of a node: a device at rest would wake
 *     links      lines `L`: path and text of each of the listed links that is there
 *     look       of each `KIND PATH` listed: r a file, s a file of one line, z a file with NULs for newlines, l a link, d a folder
 *     want, go   the listed files, and again at each later `go`: two processes a tick, whatever their number
 *
 * Framing: every line of a file goes out behind one space, so nothing that a file says can be taken for a line of the answer.
 * Those begin with `=` (the next file of the list, by number), `!` (it cannot be had, and why), `T` (the time) or `U` (the uptime
 * again, by the process that reads the files, once it runs).
 */

/** First word of the line that the script prints when it is ready, followed by its version. */
export const READY = 'gpu-top-far 1';

/** How `search` finds fds: by the name behind the link, by the text of the fdinfo, or both. */
export interface SearchWays {
  readonly byName: boolean;
  readonly byFdinfo: boolean;
}

/** An order with its list. */
export function listOrder(order: string, list: readonly string[]): string {
  return `${order}\n${list.map((line) => `${line}\n`).join('')}.\n`;
}

/** The script, to be written to the stdin of a POSIX shell. */
export function remoteScript({ byName, byFdinfo }: SearchWays): string {
  return `by_name=${byName ? 'yes' : 'no'} by_fdinfo=${byFdinfo ? 'yes' : 'no'}\n${SCRIPT}`;
}

const SCRIPT = String.raw`LC_ALL=C
export LC_ALL
nl='
'
cd "${'${GPU_TOP_ROOT:-/}'}" || exit 1
for tool in awk grep xargs readlink tr; do
	command -v "$tool" >/dev/null || { echo "$tool is missing there" >&2; exit 1; }
done
lname=no
find . -prune -lname x >/dev/null 2>&1 && lname=yes

# Seconds since boot to 10 ms; and by the wall clock, to the ns where date can.
now() {
	up=
	read -r up rest 2>/dev/null </proc/uptime
	echo "T $up $(date +%s%N)"
}

# Lines of stdin, each behind a space. awk ends the last line even where the file does not.
frame() {
	awk '{ print " " $0 }'
}

# Takes in the list behind an order.
list() {
	listed=
	while IFS= read -r path && [ "$path" != . ]; do listed=$listed$path$nl; done
}

links() {
	set -f
	IFS=$nl
	ls -ld $listed | awk 'match($0, / proc\/[0-9]+\/fd\/[0-9]+ -> /) { print "L" substr($0, RSTART + 1, RLENGTH - 5) " " substr($0, RSTART + RLENGTH) }'
	unset IFS
	set +f
}

go() {
	now
	set -f
	IFS=$nl
	awk 'BEGIN {
		if ((getline line < "/proc/uptime") > 0) print "U " line
		for (i = 1; i < ARGC; i++) {
			print "=" (i - 1)
			while ((got = (getline line < ARGV[i])) > 0) print " " line
			if (got < 0) print "!ENOENT"
			close(ARGV[i])
		}
	}' $wanted
	unset IFS
	set +f
}

look() {
	case $1 in
	s)
		line=
		if [ ! -f "$2" ]; then echo '!ENOENT'
		elif [ ! -r "$2" ]; then echo '!EACCES'
		elif IFS= read -r line <"$2" || [ "$line" ]; then printf ' %s\n' "$line"
		else echo '!EIO'; fi
		return ;;
	l)
		if [ -L "$2" ]; then readlink "$2" | frame
		elif [ -e "$2" ]; then echo '!EINVAL'
		else echo '!ENOENT'; fi
		return ;;
	d)
		if [ ! -d "$2" ]; then echo '!ENOENT'
		elif [ ! -r "$2" ]; then echo '!EACCES'
		else
			for entry in "$2"/*; do
				case $entry in
				*"$nl"* | "$2/*") ;;
				*) echo " ${'${entry##*/}'}" ;;
				esac
			done
		fi
		return ;;
	esac
	if [ ! -f "$2" ]; then echo '!ENOENT'
	elif [ ! -r "$2" ]; then echo '!EACCES'
	elif [ "$1" = z ]; then tr '\000\n' '\n\001' <"$2" | frame
	else frame <"$2" || echo '!EIO'; fi
}

# The fds whose names or texts are those of DRM. quiet: see above.
search() {
	all= refused= dirs=
	for dir in proc/[0-9]*; do
		pid=${'${dir#proc/}'}
		all="$all $pid"
		if [ -r "$dir/fd" ] && [ -x "$dir/fd" ]; then dirs="$dirs $dir/fd"; else refused="$refused $pid"; fi
	done
	now
	echo "P$all"
	echo "R$refused"
	named=
	if [ "$by_name$1" != no ] && [ "$dirs" ]; then
		# Neither follows a link: a file on a dead mount must not hang this.
		if [ "$lname" = yes ]; then
			named=$(find $dirs \( -lname '/dev/dri/*' -o -lname '/dev/accel/*' -o -lname '/dev/nvidia[0-9]*' -o -lname /dev/kfd \))
		else
			named=$(ls -l /dev/null $dirs | awk '
				/^proc\/[0-9]+\/fd:$/ { dir = substr($0, 1, length($0) - 1) }
				/ -> \/dev\/((dri|accel)\/|nvidia[0-9]|kfd$)/ { sub(/ -> .*/, ""); sub(/.* /, ""); if ($0 ~ /^[0-9]+$/) print dir "/" $0 }')
		fi
		[ "$named" ] && printf '%s\n' "$named"
	fi
	[ "$1" ] && printf '%s\n' "$spared" | while IFS= read -r path; do
		link=${'${path%%/fdinfo/*}'}/fd/${'${path##*/}'}
		[ -L "$link" ] && echo "$link"
	done
	if [ "$by_fdinfo" = yes ]; then
		{ printf '%s\n' "$named" "$spared" .; printf '%s\n' proc/[0-9]*/fdinfo/[0-9]*; } | awk '
			all && !($0 in known) { print }
			$0 == "." { all = 1 }
			!all { sub("/fd/", "/fdinfo/"); known[$0] = 1 }' | xargs grep -ls -e '^drm-driver' -e '^pasid' /dev/null
	fi
	now
}

echo '${READY}'
while IFS= read -r order; do
	case $order in
	search)
		spared=
		search </dev/null 2>/dev/null ;;
	quiet)
		list
		spared=$listed
		search quiet </dev/null 2>/dev/null ;;
	links)
		list
		links </dev/null 2>/dev/null ;;
	want)
		list
		wanted=$listed
		continue ;;
	go) go </dev/null 2>/dev/null ;;
	look)
		i=0
		while IFS= read -r path && [ "$path" != . ]; do
			echo "=$i"
			i=$((i + 1))
			look "${'${path%% *}'}" "${'${path#* }'}" </dev/null 2>/dev/null
		done ;;
	esac
	echo .
done
`;
