using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Image;

/// <summary>A test that boots a systemd over this machine's root; skipped where that cannot be, or nothing is published to run in it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BootFactAttribute : FactAttribute
{
    public static readonly string Published = Path.Combine(ProjectReferences.Root, "artifacts", "publish", "linux-x64");

    public BootFactAttribute()
    {
        if (Environment.UserName != "root") Skip = "only root can boot a container";
        else if (!File.Exists("/usr/bin/systemd-nspawn")) Skip = "/usr/bin/systemd-nspawn is not installed (apt-get install systemd-container)";
        else if (!File.Exists("/usr/bin/python3")) Skip = "/usr/bin/python3 is not installed";
        else if (!IsNew(Path.Combine(Published, "edgectl"))) Skip = "nothing is published, or what is there is older than its source (./build.sh publish --rid=linux-x64)";
    }

    private static bool IsNew(string program) =>
        File.Exists(program) && new[] { "firmware", "drivers", "tools/edgectl" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(ProjectReferences.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/")).All(file => File.GetLastWriteTimeUtc(file) < File.GetLastWriteTimeUtc(program));
}
