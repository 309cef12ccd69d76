namespace EdgeAppliance.Daemon.Configuration;

internal static class DeviceReader
{
    private const int TagsMax = 32;

    public static DeviceConfiguration Read(ConfigSection section)
    {
        string id = section.RequiredText("id");
        if (id.Length > 0 && !Names.IsName(id)) section.Errors.Add(section.Find("id")!, Names.Rule);
        var tags = TextMap.Read(section, "tags", TagsMax);
        section.RefuseUnknownKeys();
        return new DeviceConfiguration(id, tags);
    }
}
