# Starts QEMU and hands through the guest's stdout, stderr and exit status, which come by three virtio ports into files.
# TCG always: on hosts where /dev/kvm opens but is no full KVM, an unmodified kernel dies or crawls in it.
# The guest's clocks count its instructions, one a nanosecond, and leap to the next timer when it idles (-icount): a host that is
# busy, or stops QEMU for a minute, makes no difference inside. With the host's clock a job seemed to last for seconds then, and
# the drivers reset their GPUs, or crashed. profiles.sh names the exception.

pc_options() {
	qemu=(qemu-system-x86_64 -M q35 -cpu max "${common[@]}")
	append="console=ttyS0 $append"
	case $profile in
	standin) qemu+=(-device edu -device edu -device edu -device virtio-gpu-pci) ;;
	stock)
		qemu+=(-vga none -device bochs-display -device qxl -device vmware-svga -device cirrus-vga -device virtio-gpu-pci)
		;;
	esac
}

# The pretended GPUs: QEMU's own device tree with an overlay for each, and their registers' values at power-on in the
# reserved RAM that plays them.
arm_options() {
	local overlays=() g address data _
	qemu=(qemu-system-aarch64 -M virt,gic-version=2 -cpu cortex-a72 "${common[@]}" -device virtio-gpu-pci)
	append="console=ttyAMA0 $append"
	local dump=("${qemu[@]}")
	dump[2]="virt,gic-version=2,dumpdtb=$work/base.dtb"
	"${dump[@]}" >/dev/null 2>&1 || true
	for g in reserved $gpus; do
		dtc -q -@ -I dts -O dtb -o "$work/$g.dtbo" "$here/gpus/$g.dts"
		overlays=("$work/$g.dtbo" "${overlays[@]}") # the last one applied is the first one probed
	done
	fdtoverlay -i "$work/base.dtb" -o "$work/machine.dtb" "${overlays[@]}" || fail 'the device tree could not be made'
	qemu+=(-dtb "$work/machine.dtb")
	for g in $gpus; do
		while read -r address data _; do
			case $address in 0x*) qemu+=(-device "loader,addr=$address,data=$data,data-len=4") ;; esac
		done <"$here/gpus/$g.regs"
	done
}

boot() {
	local port qemu common append='panic=-1 loglevel=5 iomem=relaxed' start rc status=0
	[ -n "$log" ] || log=$work/console
	: >"$log"
	# shellcheck disable=SC2206
	common=(-m "$mem" -smp "$cpus" $clock -nodefaults -display none -no-reboot -monitor none
		-kernel "$kdir/vmlinuz" -initrd "$work/initrd" -serial "file:$log" -device virtio-serial-pci)
	for port in out err rc; do
		: >"$work/$port"
		common+=(-chardev "file,id=$port,path=$work/$port" -device "virtserialport,chardev=$port,name=gputop.$port")
	done
	case $arch in amd64) pc_options ;; arm64) arm_options ;; esac

	start=$(date +%s%N)
	timeout -k 5 "$limit" "${qemu[@]}" -append "$append" </dev/null >"$work/qemu" 2>&1 &
	qemu_pid=$!
	[ -z "$verbose" ] || tail -n +1 -f "$log" --pid=$qemu_pid >&2 &
	tail -c +1 -s 0.2 -f "$work/out" --pid=$qemu_pid & local out=$!
	tail -c +1 -s 0.2 -f "$work/err" --pid=$qemu_pid >&2 & local err=$!
	wait $qemu_pid || status=$?
	qemu_pid=
	wait $out $err || true
	[ -z "${GPU_TOP_VM_TIMING:-}" ] || say "qemu ran $((($(date +%s%N) - start) / 1000000)) ms; kernel $version"

	rc=$(tr -d '\r\n ' <"$work/rc")
	[ -z "$rc" ] || exit "$rc"
	[ $status != 124 ] || { say "ran past $limit s"; exit 124; }
	say "the guest ended without an exit status (qemu: $status); the console's end:"
	cat "$work/qemu" >&2
	tail -n 30 "$log" >&2
	exit 125
}
