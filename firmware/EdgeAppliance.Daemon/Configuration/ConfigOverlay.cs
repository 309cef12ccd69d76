namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Lays a configuration that was sent over the device's own, section by section. What the device is, and where its updates come from, stays
/// its own: nobody else can know the one, and a wrong other would cut off the way by which it is mended.</summary>
internal static class ConfigOverlay
{
    private static readonly string[] s_own = ["device", "updates"];

    /// <param name="own">Changed, and given back.</param>
    public static ConfigNode Over(ConfigNode own, ConfigNode sent)
    {
        // What is no object is the reader's to refuse.
        if (own.Kind != ConfigKind.Object || sent.Kind != ConfigKind.Object) return sent;
        foreach (var (section, value) in sent.Members)
            if (!s_own.Contains(section)) own.Members[section] = value;
        return own;
    }
}
