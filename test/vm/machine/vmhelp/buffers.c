/* Memory from each driver, by its own ioctl. */
#include <drm/drm.h>
#include <drm/drm_mode.h>
#include <drm/panfrost_drm.h>
#include <drm/v3d_drm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "vmhelp.h"

static int refused(const char *what)
{
	fprintf(stderr, "vmhelp: %s: %s\n", what, strerror(errno));
	return 0;
}

/* Half of it gets its pages: resident is then less than total where pages come by fault. */
static void touch_half(int fd, uint64_t size, uint64_t offset)
{
	char *p = mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);

	if (p != MAP_FAILED)
		memset(p, 1, size / 2);
}

static uint32_t dumb(int fd, long mib) /* card nodes only: a render node answers EACCES */
{
	struct drm_mode_create_dumb create = { .width = 1024, .height = 256 * mib, .bpp = 32 };

	if (ioctl(fd, DRM_IOCTL_MODE_CREATE_DUMB, &create))
		return refused("CREATE_DUMB");
	struct drm_mode_map_dumb map = { .handle = create.handle };

	if (!ioctl(fd, DRM_IOCTL_MODE_MAP_DUMB, &map))
		touch_half(fd, create.size, map.offset);
	return create.handle;
}

static uint32_t v3d(int fd, long mib)
{
	struct drm_v3d_create_bo create = { .size = mib << 20 };

	return ioctl(fd, DRM_IOCTL_V3D_CREATE_BO, &create) ? refused("V3D_CREATE_BO") : (int)create.handle;
}

static uint32_t panfrost(int fd, long mib)
{
	struct drm_panfrost_create_bo create = { .size = mib << 20, .flags = PANFROST_BO_NOEXEC };

	if (ioctl(fd, DRM_IOCTL_PANFROST_CREATE_BO, &create))
		return refused("PANFROST_CREATE_BO");
	struct drm_panfrost_mmap_bo map = { .handle = create.handle };

	if (!ioctl(fd, DRM_IOCTL_PANFROST_MMAP_BO, &map))
		touch_half(fd, create.size, map.offset);
	return create.handle;
}

static uint32_t of_standin(int fd, long mib) /* ../modules/standin/standin.c, struct standin_bo */
{
	struct { uint64_t size; uint32_t handle, pad; } create = { .size = mib << 20 };

	return ioctl(fd, DRM_IOWR(DRM_COMMAND_BASE + 1, create), &create) ? refused("STANDIN_BO") : (int)create.handle;
}

uint32_t alloc_buffer(int fd, const char *kind, long mib)
{
	static const struct { const char *kind; uint32_t (*alloc)(int, long); } all[] = {
		{ "dumb", dumb }, { "v3d", v3d }, { "panfrost", panfrost }, { "standin", of_standin },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(kind, all[i].kind))
			return all[i].alloc(fd, mib);
	return 0;
}
