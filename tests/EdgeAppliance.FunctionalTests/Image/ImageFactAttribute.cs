using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Image;

/// <summary>A test of the image that was built last; skipped where there is none, or where it is older than what it is made of: making it takes longer than a test may.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ImageFactAttribute : FactAttribute
{
    public static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "image");

    public ImageFactAttribute()
    {
        if (!File.Exists("/usr/bin/qemu-system-aarch64")) Skip = "qemu-system-aarch64 is not installed (apt-get install qemu-system-arm)";
        else if (!File.Exists("/usr/bin/qemu-img")) Skip = "qemu-img is not installed (apt-get install qemu-utils)";
        else if (!File.Exists("/usr/sbin/sfdisk")) Skip = "sfdisk is not installed (apt-get install fdisk)";
        else if (Environment.UserName != "root") Skip = "only root can make the disk that the test comes in by";
        else if (Images().DefaultIfEmpty().Max() is var made && made == default) Skip = "no image is built (./build.sh image)";
        else if (Sources().Any(source => source > made)) Skip = "the image is older than its source (./build.sh image)";
    }

    private static IEnumerable<DateTime> Images() => Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.img").Select(File.GetLastWriteTimeUtc) : [];

    private static IEnumerable<DateTime> Sources() => new[] { "firmware", "drivers", "tools/edgectl", "image" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/Release/", StringComparison.Ordinal) && !file.EndsWith(".md", StringComparison.Ordinal))
        .Select(File.GetLastWriteTimeUtc);
}
