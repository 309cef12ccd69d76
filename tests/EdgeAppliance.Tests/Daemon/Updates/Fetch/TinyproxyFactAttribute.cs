namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

/// <summary>A test through Debian's tinyproxy; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TinyproxyFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/tinyproxy";

    public TinyproxyFactAttribute()
    {
        if (!File.Exists(Program)) Skip = "tinyproxy is not installed (apt-get install tinyproxy-bin)";
    }
}
