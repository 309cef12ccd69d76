namespace EdgeAppliance.Tests.Peers;

/// <summary>A test that runs one of Debian's programs; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program, string package)
    {
        if (!File.Exists(program)) Skip = $"{program} is not installed (apt-get install {package})";
    }
}
