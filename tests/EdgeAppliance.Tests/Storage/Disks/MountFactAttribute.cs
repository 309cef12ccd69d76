namespace EdgeAppliance.Tests.Storage.Disks;

/// <summary>A test that mounts a small file system of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_why = new(() =>
    {
        if (Environment.UserName != "root") return "it mounts a file system, which only root may";
        try
        {
            new SmallDisk(1).Dispose();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"no file system can be mounted here: {e.Message}";
        }
    });

    public MountFactAttribute() => Skip = s_why.Value;
}
