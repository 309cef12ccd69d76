namespace EdgeAppliance.Tests.Edgectl.Flash;

/// <summary>A test on a block device of the kernel's, over a file; skipped where that cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LoopFactAttribute : FactAttribute
{
    public LoopFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess) Skip = "only root can make a loop device";
        else if (!File.Exists("/dev/loop-control") || !File.Exists("/usr/sbin/losetup")) Skip = "there are no loop devices";
        else if (!File.Exists("/usr/bin/mcopy")) Skip = "/usr/bin/mcopy is not installed (apt-get install mtools)";
    }
}
