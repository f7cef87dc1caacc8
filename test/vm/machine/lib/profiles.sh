# What each profile is made of: architecture, pretended GPUs, and the modules to load in this order.
# A module that a kernel has not got, or has built in, is left out.

set_profile() { # set_profile PROFILE KERNEL: false if there is no such machine
	local common='virtio_pci virtio_console evdev'
	arch=arm64 gpus='' own_modules='' clock='-accel tcg,thread=single -icount shift=0,sleep=off'
	case $1 in
	v3d) gpus=v3d modules="$common v3d vgem virtio-gpu" ;;
	panfrost) gpus=panfrost modules="$common panfrost vgem virtio-gpu" ;;
	multi) gpus='v3d v3d2 panfrost' modules="$common v3d panfrost vgem virtio-gpu" ;;
	standin) arch=amd64 modules="$common drm_shmem_helper virtio-gpu" own_modules=standin ;;
	stock) arch=amd64 modules="$common vgem virtio-gpu bochs qxl vmwgfx cirrus cirrus-qemu" ;;
	*) return 1 ;;
	esac
	# With -icount, 6.1 on amd64 hangs early in its boot (QEMU 7.2): this one has the host's clock.
	case $arch-$2 in amd64-6.1) clock='-accel tcg,thread=multi' ;; esac
	# Both modules of our own follow 6.12's inner interfaces (DRM driver fields, panfrost's function names).
	case $2 in
	6.12) case $1 in panfrost | multi) own_modules=player ;; esac ;;
	*) [ -z "$own_modules" ] || { say "profile $1 is for kernel 6.12 only"; return 1; } ;;
	esac
}
