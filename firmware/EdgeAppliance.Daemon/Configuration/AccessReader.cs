namespace EdgeAppliance.Daemon.Configuration;

internal static class AccessReader
{
    public static AccessConfiguration? Read(ConfigSection? section)
    {
        if (section is null) return null;
        var tenants = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tenant) in section.Sections("tenants"))
        {
            if (!Names.IsName(name)) tenant.Errors.Add(tenant.Node, Names.Rule);
            tenant.RefuseUnknownKeys();
            tenants.Add(name);
        }
        var access = new AccessConfiguration(section.FindText("devices"), section.FindText("ca"), tenants);
        section.RefuseUnknownKeys();
        return access;
    }
}
