namespace EdgeAppliance.Daemon.Configuration;

internal static class ModelsReader
{
    public static ModelsConfiguration Read(ConfigSection section)
    {
        var models = new ModelsConfiguration(section.FindText("repository"), section.Size("memory", 512L << 20, 1 << 20));
        section.RefuseUnknownKeys();
        return models;
    }
}
