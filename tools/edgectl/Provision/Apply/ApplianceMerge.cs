using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Makes the device's <c>appliance.json</c>: what is there, or the standard one, with each section that is provisioned in its place.</summary>
internal static class ApplianceMerge
{
    public const string EnrolmentCredential = "enrolment-token", ProxyCredential = "proxy-password";

    private const string OwnCertificate = "device";

    /// <summary>What an appliance does that nobody said more of: it reads its own board.</summary>
    private static ReadOnlySpan<byte> Standard => """{"device":{"id":"unprovisioned"},"sources":{"board":{"type":"system","every":"1s"}},"outbox":{"maxBytes":"256MiB","whenFull":"dropOldest"}}"""u8;

    /// <param name="current">Null where there is none; one that cannot be read counts as none.</param>
    public static byte[] Merge(byte[]? current, Provisioning wish)
    {
        var file = Parse(current) ?? Parse(Standard)!;
        foreach (var (section, value) in wish.Configuration?.Members ?? [])
        {
            if (value.Kind == ConfigKind.Null) file.Remove(section);
            else file[section] = JsonNode.Parse(ConfigText.Json(value));
        }
        Device(file, wish);
        Identity(file, wish);
        Updates(file, wish);
        if (wish.Console is { } console)
        {
            var listen = Section(file, "listen");
            listen["https"] = console.Listen;
            listen["certificate"] ??= ProvisionPaths.AtRun(ProvisionPaths.Certificate);
            listen["key"] ??= ProvisionPaths.AtRun(ProvisionPaths.Key);
        }
        return Text(file);
    }

    public static bool IsReadable(byte[] appliance) => Parse(appliance) is not null;

    /// <param name="merged">As <see cref="Merge"/> made it.</param>
    public static bool UsesProxy(byte[] merged) => JsonNode.Parse(merged)?["updates"]?["proxy"] is not null;

    private static void Device(JsonObject file, Provisioning wish)
    {
        var device = Section(file, "device");
        if (wish.DeviceId is { } id) device["id"] = id;
        if (wish.Tags is not { } tags) return;
        var all = new JsonObject();
        foreach (var (name, text) in tags) all[name] = text;
        device["tags"] = all;
    }

    private static void Identity(JsonObject file, Provisioning wish)
    {
        if (wish.Identity is null) return;
        var certificates = Section(file, "certificates");
        certificates.Remove(OwnCertificate);
        if (wish.Identity.Est is { } est)
        {
            var own = new JsonObject
            {
                ["certificate"] = ProvisionPaths.AtRun(ProvisionPaths.Certificate),
                ["key"] = ProvisionPaths.AtRun(ProvisionPaths.Key),
                ["est"] = est.Url,
                ["user"] = est.User ?? (string?)file["device"]?["id"],
                ["password"] = $"${{credential:{EnrolmentCredential}}}",
            };
            if (est.Authority is not null) own["ca"] = ProvisionPaths.AtRun(ProvisionPaths.EstAuthority);
            if (wish.Identity.Names.Count > 0) own["names"] = List(wish.Identity.Names);
            certificates[OwnCertificate] = own;
        }
        if (certificates.Count == 0) file.Remove("certificates");
    }

    private static void Updates(JsonObject file, Provisioning wish)
    {
        if (wish.Updates is { } wanted)
        {
            var updates = Section(file, "updates");
            if (wanted.Url is { } url) updates["url"] = url;
            if (wanted.Root is not null) updates["root"] = ProvisionPaths.AtRun(ProvisionPaths.UpdateRoot);
        }
        if (wish.Network is not { } network || file["updates"] is not JsonObject fetched) return;
        foreach (string key in new[] { "proxy", "proxyUser", "proxyPassword" }) fetched.Remove(key);
        if (network.Proxy is not { } proxy) return;
        fetched["proxy"] = proxy.Url;
        if (proxy.User is null) return;
        fetched["proxyUser"] = proxy.User;
        fetched["proxyPassword"] = $"${{credential:{ProxyCredential}}}";
    }

    private static JsonArray List(IReadOnlyList<string> texts)
    {
        var list = new JsonArray();
        foreach (string text in texts) list.Add((JsonNode)text);
        return list;
    }

    private static JsonObject Section(JsonObject file, string key)
    {
        if (file[key] is JsonObject there) return there;
        var made = new JsonObject();
        file[key] = made;
        return made;
    }

    private static JsonObject? Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return null;
        var errors = new ConfigErrors("");
        return ConfigParser.Parse(json, errors) is { } root && errors.Count == 0 ? JsonNode.Parse(ConfigText.Json(root)) as JsonObject : null;
    }

    private static byte[] Text(JsonObject file)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true })) file.WriteTo(json);
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
