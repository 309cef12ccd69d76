using System.Globalization;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Reads delegations: roles one by one, or the bins that succinct roles (TAP 15) stand for.</summary>
internal static class DelegatedRoles
{
    private const int RolesMax = 4096;
    private const int BitLengthMax = 12;

    private static readonly string[] s_topLevel = [TufRoot.RoleName, TufTimestamp.RoleName, TufSnapshot.RoleName, TufTargets.RoleName];

    public static IReadOnlyList<DelegatedRole> Read(MetaNode node)
    {
        var keys = KeyTable.Keys(node["keys"]);
        var (listed, succinct) = (node.Find("roles"), node.Find("succinct_roles"));
        if (listed is null == succinct is null) throw node.Malformed("holds roles and succinct roles, or neither");
        if (succinct is { } bins) return Bins(bins, keys);
        var roles = new List<DelegatedRole>();
        foreach (var item in listed!.Value.Items())
        {
            if (roles.Count == RolesMax) throw node.Malformed($"holds more than {RolesMax} roles");
            var role = One(item, keys);
            if (roles.Exists(other => other.Name == role.Name)) throw item.Malformed($"tells of the role '{role.Name}' again");
            roles.Add(role);
        }
        return roles;
    }

    private static DelegatedRole One(MetaNode node, Dictionary<string, Keys.TufKey> keys)
    {
        string name = CheckedName(node["name"]);
        var (paths, prefixes) = (node.Find("paths"), node.Find("path_hash_prefixes"));
        if (paths is null == prefixes is null) throw node.Malformed("holds paths and hash prefixes, or neither");
        return new DelegatedRole(name, KeyTable.Role(node, keys), paths?.Texts() ?? [], prefixes?.Texts() ?? [], node["terminating"].Boolean());
    }

    private static List<DelegatedRole> Bins(MetaNode node, Dictionary<string, Keys.TufKey> keys)
    {
        int bits = (int)node["bit_length"].Integer(1, BitLengthMax);
        string prefix = CheckedName(node["name_prefix"]);
        var role = KeyTable.Role(node, keys);
        int digits = (bits + 3) / 4;
        var bins = new List<DelegatedRole>(1 << bits);
        for (int bin = 0; bin < 1 << bits; bin++)
        {
            string name = prefix + "-" + bin.ToString("x" + digits, CultureInfo.InvariantCulture);
            bins.Add(new DelegatedRole(name, role, [], PrefixesOf(bin, bits, digits), IsTerminating: true));
        }
        return bins;
    }

    /// <summary>The bin's number is the hash's first bits: where these end within a digit, several digits belong to it.</summary>
    private static List<string> PrefixesOf(int bin, int bits, int digits)
    {
        int spare = digits * 4 - bits;
        var prefixes = new List<string>(1 << spare);
        for (int low = 0; low < 1 << spare; low++) prefixes.Add(((bin << spare) | low).ToString("x" + digits, CultureInfo.InvariantCulture));
        return prefixes;
    }

    /// <summary>The name becomes a file's, here and on the server.</summary>
    private static string CheckedName(MetaNode node)
    {
        string name = node.Text();
        if (!SafeName.IsRole(name) || s_topLevel.Contains(name)) throw new TufException(TufFailure.UnsafeName, $"'{name}' is no name for a delegated role.");
        return name;
    }
}
