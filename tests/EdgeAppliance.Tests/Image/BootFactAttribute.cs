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
        else if (!File.Exists(Path.Combine(Published, "edgectl"))) Skip = "nothing is published (./build.sh publish --rid=linux-x64)";
    }
}
