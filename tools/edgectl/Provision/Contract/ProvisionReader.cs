using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>From the bytes of a <c>provision.json</c> to what it asks for, or to all that is wrong with it. The contract stands in
/// <c>firmware/provisioning.md</c>, its schema beside it in <c>provision.schema.json</c>.</summary>
internal static class ProvisionReader
{
    /// <summary>One more of what is said than this version knows.</summary>
    private const int Version = 1;

    private const int TagsMax = 32, TagCharsMax = 256;
    private const int CredentialsMax = 64, CredentialCharsMax = 16 << 10;
    private const int ServersMax = 8, SshKeysMax = 32, SshKeyCharsMax = 4096;

    /// <summary>Expands nothing, whatever it is asked.</summary>
    private static readonly SecretStore s_nothing = new(_ => null);

    /// <param name="file">Its name, for errors.</param>
    /// <returns>Null where something is wrong; then <paramref name="errors"/> has all of it.</returns>
    public static Provisioning? Read(string file, ReadOnlySpan<byte> json, out IReadOnlyList<ConfigError> errors)
    {
        var found = new ConfigErrors(file);
        var read = ConfigParser.Parse(json, found) is { } root ? Read(root, found) : null;
        errors = found.InOrder;
        return found.Count == 0 ? read : null;
    }

    private static Provisioning? Read(ConfigNode root, ConfigErrors errors)
    {
        var keys = new ConfigSection(root, errors, s_nothing);
        if (!keys.Expect(root, ConfigKind.Object)) return null;
        var file = new PlainSection(keys);
        keys.Find("$schema");
        keys.Integer("version", Version, Version, Version);
        if (keys.Find("version") is null) errors.Add(root.Line, "version", "is missing; this is version 1");
        var read = new Provisioning
        {
            Root = root,
            Network = file.Section("network") is { } network ? NetworkReader.Read(network) : null,
            SshKeys = Ssh(file.Section("ssh")),
            Identity = file.Section("identity") is { } identity ? IdentityReader.Read(identity) : null,
            Credentials = Credentials(file),
            Configuration = Configuration(file),
            Updates = file.Section("updates") is { } updates ? UpdatesWishReader.Read(updates) : null,
            Console = file.Section("console") is { } console ? ConsoleReader.Read(console) : null,
            Board = file.Section("board") is { } board ? BoardReader.Read(board) : null,
        };
        read = System(file.Section("system"), Device(file.Section("device"), read));
        keys.RefuseUnknownKeys();
        return read;
    }

    private static Provisioning Device(PlainSection? section, Provisioning read)
    {
        if (section is null) return read;
        string id = section.Required("id", Names.LengthMax, Names.IsName, Names.Rule);
        Dictionary<string, string>? tags = null;
        if (section.Keys.Find("tags") is { } map && section.Keys.Expect(map, ConfigKind.Object))
        {
            tags = [];
            if (map.Members.Count > TagsMax) section.Keys.Errors.Add(map, $"has {map.Members.Count} entries, and at most {TagsMax} are taken");
            foreach (var (name, value) in map.Members)
                if (section.Text(value, TagCharsMax) is { } text) tags[name] = text;
        }
        section.Keys.RefuseUnknownKeys();
        return read with { DeviceId = id, Tags = tags };
    }

    private static Provisioning System(PlainSection? section, Provisioning read)
    {
        if (section is null) return read;
        read = read with
        {
            HostName = section.Text("hostName", 63, Rules.IsHostLabel, "must be letters, digits and '-', 63 at most, with no '-' at an end"),
            TimeZone = section.Text("timeZone", 64, Rules.IsTimeZone, "must be a name of the time zone database, as Europe/Berlin"),
            TimeServers = section.Texts("timeServers", ServersMax, 253, Rules.IsHost, "must be a host name or an address"),
        };
        section.Keys.RefuseUnknownKeys();
        return read;
    }

    private static List<string>? Ssh(PlainSection? section)
    {
        if (section is null) return null;
        var all = section.Texts("authorizedKeys", SshKeysMax, SshKeyCharsMax, Rules.IsSshKey, "must be a public key as 'ssh-ed25519 AAAA… comment', without options before it");
        if (all is null) section.Keys.Errors.Add(section.Keys.Node.Line, section.Keys.Path("authorizedKeys"), "is missing");
        section.Keys.RefuseUnknownKeys();
        return all;
    }

    private static Dictionary<string, string?> Credentials(PlainSection file)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (file.Keys.Find("credentials") is not { } map || !file.Keys.Expect(map, ConfigKind.Object)) return all;
        if (map.Members.Count > CredentialsMax) file.Keys.Errors.Add(map, $"has {map.Members.Count} entries, and at most {CredentialsMax} are taken");
        foreach (var (name, value) in map.Members.Take(CredentialsMax))
        {
            if (!Names.IsName(name)) file.Keys.Errors.Add(value, Names.Rule);
            if (value.Kind == ConfigKind.Null) all[name] = null;
            else if (file.Text(value, CredentialCharsMax, severalLines: true) is { } text) all[name] = text;
        }
        return all;
    }

    private static ConfigNode? Configuration(PlainSection file)
    {
        if (file.Keys.Find("configuration") is not { } node || !file.Keys.Expect(node, ConfigKind.Object)) return null;
        if (node.Members.TryGetValue("device", out var device)) file.Keys.Errors.Add(device, "is said at 'device' of this file");
        return node;
    }
}
