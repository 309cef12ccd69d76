using System.Text.Json;

namespace EdgeAppliance.Core.Identity;

/// <summary>Reads a device's file strictly, since it says who may do what: a key misspelt must not pass for one left out.</summary>
internal static class DeviceParser
{
    private const int HashBytes = 32;

    private static readonly string[] s_keys = ["version", "id", "tenant", "created", "expires", "revoked", "credentials", "publish", "subscribe"];

    /// <exception cref="FormatException">It is no device; other exceptions of the JSON reader mean the same.</exception>
    public static DeviceRecord Read(JsonElement root)
    {
        Expect(root, s_keys);
        if (root.GetProperty("version").GetInt32() != DeviceFormat.Version) throw new FormatException($"its version is not {DeviceFormat.Version}");
        var record = new DeviceRecord
        {
            Id = Id(root, "id"),
            Tenant = Id(root, "tenant"),
            Created = root.GetProperty("created").GetDateTimeOffset(),
            Expires = root.TryGetProperty("expires", out var expires) ? expires.GetDateTimeOffset() : null,
            Revoked = root.TryGetProperty("revoked", out var revoked) ? revoked.GetDateTimeOffset() : null,
            Credentials = [.. Items(root, "credentials", DeviceRecord.CredentialsMax).Select(Credential)],
            Publish = Patterns(root, "publish"),
            Subscribe = Patterns(root, "subscribe"),
        };
        _ = new TopicAcl(record);
        return record;
    }

    private static DeviceCredential Credential(JsonElement entry)
    {
        switch (Text(entry, "type"))
        {
            case "secret":
                Expect(entry, "type", "sha256");
                return new SecretCredential(Hash(entry, "sha256"));
            case "password":
                Expect(entry, "type", "salt", "iterations", "pbkdf2Sha256");
                return Password(entry);
            case "subject":
                Expect(entry, "type", "commonName");
                return SubjectCredential.Parse(Text(entry, "commonName"));
            case "thumbprint":
                Expect(entry, "type", "sha256");
                return ThumbprintCredential.Parse(Text(entry, "sha256"));
            case "issued":
                Expect(entry, "type", "sha256", "serial", "expires");
                return IssuedCredential.Parse(Text(entry, "sha256"), Text(entry, "serial"), entry.GetProperty("expires").GetDateTimeOffset());
            case "enrolment":
                Expect(entry, "type", "sha256", "expires");
                return new EnrolmentCredential(Hash(entry, "sha256"), entry.GetProperty("expires").GetDateTimeOffset());
            case "key":
                Expect(entry, "type", "key");
                return KeyCredential.Parse("0x" + Text(entry, "key"));
            case "token":
                Expect(entry, "type", "subject");
                return TokenCredential.Parse(Text(entry, "subject"));
            case var other:
                throw new FormatException($"'{other}' is no type of credential");
        }
    }

    private static PasswordCredential Password(JsonElement entry)
    {
        byte[] salt = Convert.FromHexString(Text(entry, "salt"));
        int iterations = entry.GetProperty("iterations").GetInt32();
        if (salt.Length is < PasswordCredential.SaltBytesMin or > PasswordCredential.SaltBytesMax) throw new FormatException("a salt is too short or too long");
        if (iterations is < PasswordCredential.IterationsMin or > PasswordCredential.IterationsMax)
            throw new FormatException($"'iterations' must be from {PasswordCredential.IterationsMin} to {PasswordCredential.IterationsMax}");
        return new PasswordCredential(salt, iterations, Hash(entry, "pbkdf2Sha256"));
    }

    private static byte[] Hash(JsonElement entry, string key)
    {
        byte[] hash = Convert.FromHexString(Text(entry, key));
        return hash.Length == HashBytes ? hash : throw new FormatException($"'{key}' has not {HashBytes} bytes");
    }

    private static string Id(JsonElement entry, string key)
    {
        string id = Text(entry, key);
        return DeviceRecord.IsId(id) ? id : throw new FormatException($"'{key}': {DeviceRecord.IdRule}");
    }

    private static List<string> Patterns(JsonElement root, string key) =>
        root.TryGetProperty(key, out _) ? [.. Items(root, key, DeviceRecord.PatternsMax).Select(item => item.GetString() ?? throw new FormatException($"'{key}' holds null"))] : [];

    private static IEnumerable<JsonElement> Items(JsonElement root, string key, int countMax)
    {
        var list = root.GetProperty(key);
        return list.GetArrayLength() <= countMax ? list.EnumerateArray() : throw new FormatException($"'{key}' has more than {countMax} entries");
    }

    private static string Text(JsonElement entry, string key) => entry.GetProperty(key).GetString() ?? throw new FormatException($"'{key}' is null");

    private static void Expect(JsonElement entry, params ReadOnlySpan<string> keys)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in entry.EnumerateObject())
        {
            if (!keys.Contains(member.Name)) throw new FormatException($"'{member.Name}' is no key of it");
            if (!seen.Add(member.Name)) throw new FormatException($"'{member.Name}' is there twice");
        }
    }
}
