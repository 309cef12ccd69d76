using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Bundles.Tuf.Repository;

/// <summary>Writes metadata and has it signed. Frozen format: that of the specification, 1.0.31.</summary>
internal static class MetadataWriter
{
    public const string SpecificationVersion = "1.0.31";

    /// <summary>A whole metadata file.</summary>
    /// <param name="body">Writes what the role says beside type, version and expiry.</param>
    public static byte[] Sign(string role, long version, DateTimeOffset expires, IEnumerable<TufSigner> signers, Action<Utf8JsonWriter> body) =>
        Sign(json => Signed(json, role, version, expires, body), signers);

    /// <param name="whole">Writes all that is signed.</param>
    public static byte[] Sign(Action<Utf8JsonWriter> whole, IEnumerable<TufSigner> signers)
    {
        using var signed = JsonDocument.Parse(Write(whole));
        byte[] canonical = CanonicalJson.Of(signed.RootElement);
        return Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("signatures");
            foreach (var signer in signers)
            {
                json.WriteStartObject();
                json.WriteString("keyid", signer.Key.Id);
                json.WriteString("sig", Convert.ToHexStringLower(signer.Sign(canonical)));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WritePropertyName("signed");
            // The canonical form is no JSON: it leaves control characters as they are.
            signed.RootElement.WriteTo(json);
            json.WriteEndObject();
        });
    }

    public static void Keys(Utf8JsonWriter json, IEnumerable<TufKey> keys)
    {
        json.WriteStartObject("keys");
        foreach (var key in keys.DistinctBy(key => key.Id))
        {
            json.WritePropertyName(key.Id);
            KeyId.Write(json, key);
        }
        json.WriteEndObject();
    }

    /// <summary>Key ids and threshold, inside an object that is begun.</summary>
    public static void Role(Utf8JsonWriter json, RoleKeys role)
    {
        json.WriteStartArray("keyids");
        foreach (var key in role.Keys) json.WriteStringValue(key.Id);
        json.WriteEndArray();
        json.WriteNumber("threshold", role.Threshold);
    }

    public static void Meta(Utf8JsonWriter json, IEnumerable<(string File, MetaFile Meta)> files)
    {
        json.WriteStartObject("meta");
        foreach (var (file, meta) in files)
        {
            json.WriteStartObject(file);
            if (meta.Hashes.Count > 0) Hashes(json, meta.Hashes);
            if (meta.Length is { } length) json.WriteNumber("length", length);
            json.WriteNumber("version", meta.Version);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public static void Targets(Utf8JsonWriter json, IEnumerable<TargetFile> targets)
    {
        json.WriteStartObject("targets");
        foreach (var target in targets)
        {
            json.WriteStartObject(target.Name);
            if (target.Custom.ValueKind != JsonValueKind.Undefined)
            {
                json.WritePropertyName("custom");
                target.Custom.WriteTo(json);
            }
            Hashes(json, target.Hashes);
            json.WriteNumber("length", target.Length);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public static void Delegations(Utf8JsonWriter json, IReadOnlyList<Delegation> delegations)
    {
        if (delegations.Count == 0) return;
        json.WriteStartObject("delegations");
        Keys(json, delegations.SelectMany(delegation => delegation.Role.Keys));
        json.WriteStartArray("roles");
        foreach (var delegation in delegations)
        {
            json.WriteStartObject();
            json.WriteString("name", delegation.Name);
            Role(json, delegation.Role);
            json.WriteBoolean("terminating", delegation.IsTerminating);
            json.WriteStartArray("paths");
            foreach (string path in delegation.Paths) json.WriteStringValue(path);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Signed(Utf8JsonWriter json, string role, long version, DateTimeOffset expires, Action<Utf8JsonWriter> body)
    {
        json.WriteStartObject();
        json.WriteString("_type", role);
        json.WriteString("spec_version", SpecificationVersion);
        json.WriteNumber("version", version);
        json.WriteString("expires", expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        body(json);
        json.WriteEndObject();
    }

    public static void Hashes(Utf8JsonWriter json, IReadOnlyDictionary<string, byte[]> hashes)
    {
        json.WriteStartObject("hashes");
        foreach (var (algorithm, value) in hashes) json.WriteString(algorithm, Convert.ToHexStringLower(value));
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) body(json);
        return bytes.WrittenSpan.ToArray();
    }
}
