using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Image;

/// <summary>A test that starts the card's image in an emulated board; skipped where none was made of this source.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ImageFactAttribute : FactAttribute
{
    public static readonly string Folder = Path.Combine(ProjectReferences.Root, "artifacts", "image");

    private static readonly string[] s_programs = ["qemu-system-aarch64", "qemu-img", "mke2fs", "sfdisk", "e2fsck"];

    public ImageFactAttribute()
    {
        if (Environment.UserName != "root") Skip = "only root can make the test's disk";
        else if (s_programs.FirstOrDefault(program => !IsThere(program)) is { } missing) Skip = $"{missing} is not installed";
        else if (!IsNew()) Skip = "there is no image, or it is older than its source (./build.sh image)";
    }

    private static bool IsThere(string program) => new[] { "/usr/bin", "/usr/sbin" }.Any(folder => File.Exists(Path.Combine(folder, program)));

    private static bool IsNew()
    {
        var made = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "edge-appliance-*-arm64.img").Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max() : default;
        string root = ProjectReferences.Root;
        var sources = new[] { "firmware", "drivers", "tools/edgectl" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)).Where(file => !file.Contains("/obj/"))
            .Concat(new[] { "root", "initrd", "stages", "boot", "systemd" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, "image", folder), "*", SearchOption.AllDirectories)));
        return made != default && sources.All(file => File.GetLastWriteTimeUtc(file) < made);
    }
}
