# Three GPUs, two of them of one driver, each with a load of its own, one of them on a second engine.
load first /run/drm/v3d-render 30 70
load second /run/drm/v3d2-render 60 40
load third /run/drm/panfrost-render 50 50
load tiler /run/drm/panfrost-render 20 80 bin
gpu_top --json --all -d 2 -n 4 >ticks 2>stderr
gpu_top --once >once 2>>stderr
truth >truth
end $(cut -d' ' -f2 ./*.load)
keep_all
