using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Keys and the roles that they make up, as root and delegations list them.</summary>
internal static class KeyTable
{
    private const int KeysMax = 1024;
    private const int ThresholdMax = 1024;

    public static Dictionary<string, TufKey> Keys(MetaNode node)
    {
        var keys = new Dictionary<string, TufKey>();
        foreach (var (id, key) in node.Members())
        {
            if (keys.Count == KeysMax) throw node.Malformed($"holds more than {KeysMax} keys");
            // What another kind of key keeps beside its public part is that kind's own affair.
            string material = key["keyval"].Find("public") is { } told ? told.Text() : "";
            keys[id] = new TufKey(id, key["keytype"].Text(), key["scheme"].Text(), material);
        }
        return keys;
    }

    public static TufRole Role(MetaNode node, Dictionary<string, TufKey> keys)
    {
        int threshold = (int)node["threshold"].Integer(1, ThresholdMax);
        var ids = node["keyids"].Texts();
        if (new HashSet<string>(ids).Count != ids.Count) throw node["keyids"].Malformed("names a key twice");
        var own = new List<TufKey>(ids.Count);
        foreach (string id in ids)
            if (keys.TryGetValue(id, out var key)) own.Add(key);
        return new TufRole(own, threshold);
    }
}
