using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Image;

/// <summary>A test of the image that was built last; skipped where there is none: making it takes longer than a test may.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ImageFactAttribute : FactAttribute
{
    public static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "image");

    public ImageFactAttribute()
    {
        if (!File.Exists("/usr/bin/qemu-system-aarch64")) Skip = "qemu-system-aarch64 is not installed (apt-get install qemu-system-arm)";
        else if (!File.Exists("/usr/bin/qemu-img")) Skip = "qemu-img is not installed (apt-get install qemu-utils)";
        else if (!File.Exists("/usr/sbin/sfdisk")) Skip = "sfdisk is not installed (apt-get install fdisk)";
        else if (!Directory.Exists(Folder) || Directory.GetFiles(Folder, "*.img").Length == 0) Skip = "no image is built (./build.sh image)";
    }
}
