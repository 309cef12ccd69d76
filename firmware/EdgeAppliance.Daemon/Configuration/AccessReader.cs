namespace EdgeAppliance.Daemon.Configuration;

internal static class AccessReader
{
    public static AccessConfiguration? Read(ConfigSection? section)
    {
        if (section is null) return null;
        var access = new AccessConfiguration(section.FindText("devices"), section.FindText("ca"));
        section.RefuseUnknownKeys();
        return access;
    }
}
