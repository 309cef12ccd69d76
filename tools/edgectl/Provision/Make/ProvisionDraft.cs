using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Provision.Make;

/// <summary>Puts a provision.json together from options. What is made on the way, tokens, is told to <paramref name="told"/> and kept nowhere else.</summary>
internal sealed class ProvisionDraft(ParseResult parsed, MakeOptions options, Action<string> told)
{
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">An option is no pair.</exception>
    public JsonObject Make(string device)
    {
        var file = new JsonObject { ["version"] = 1, ["device"] = Device(device) };
        Put(file, "system", Of(("hostName", Text(options.HostName)), ("timeZone", Text(options.TimeZone)), ("timeServers", List(parsed.GetValue(options.TimeServers)))));
        Put(file, "network", Network());
        if (parsed.GetValue(options.SshKeys) is { Length: > 0 } keys)
            file["ssh"] = new JsonObject { ["authorizedKeys"] = List([.. keys.SelectMany(File.ReadLines).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')]) };
        Put(file, "identity", Identity(device));
        Put(file, "credentials", Of([.. Pairs(options.Credentials).Select(pair => (pair.Name, (JsonNode?)FirstLine(pair.Value)))]));
        if (parsed.GetValue(options.Configuration) is { } configuration) file["configuration"] = Json(configuration);
        Put(file, "updates", Of(("url", Text(options.UpdatesUrl)), ("root", parsed.GetValue(options.UpdatesRoot) is { } root ? Json(root) : null)));
        Put(file, "console", Console());
        return file;
    }

    public static byte[] Bytes(JsonObject file)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true })) file.WriteTo(json);
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    private JsonObject Device(string id)
    {
        var device = new JsonObject { ["id"] = id };
        Put(device, "tags", Of([.. Pairs(options.Tags).Select(pair => (pair.Name, (JsonNode?)pair.Value))]));
        return device;
    }

    private JsonObject Network()
    {
        var wifi = Of(("ssid", Text(options.Ssid)), ("country", Text(options.Country)), ("psk", FirstLine(parsed.GetValue(options.PskFile))));
        if (wifi.Count > 0 && wifi["psk"] is null) wifi["open"] = true;
        var wired = Of(("addresses", List(parsed.GetValue(options.Addresses))), ("gateway", Text(options.Gateway)), ("dns", List(parsed.GetValue(options.Dns))));
        var network = new JsonObject();
        Put(network, "wired", wired);
        Put(network, "wifi", wifi);
        Put(network, "proxy", Of(("url", Text(options.Proxy)), ("user", Text(options.ProxyUser)), ("password", FirstLine(parsed.GetValue(options.ProxyPasswordFile)))));
        return network;
    }

    private JsonObject Identity(string device)
    {
        if (parsed.GetValue(options.Request)) return new JsonObject { ["request"] = true };
        if (parsed.GetValue(options.Est) is not { } url) return [];
        var est = new JsonObject { ["url"] = url };
        if (parsed.GetValue(options.EstAuthority) is { } authority) est["ca"] = File.ReadAllText(authority);
        string? token = FirstLine(parsed.GetValue(options.TokenFile));
        if (token is null)
        {
            token = FreshToken.Make();
            told($"enrolment token of {device}, shown this once: {token}");
            told($"have {url} take it for one certificate, with user {device}");
        }
        est["token"] = token;
        return new JsonObject { ["est"] = est };
    }

    private JsonObject Console()
    {
        if (parsed.GetValue(options.Console) is not { } listen) return [];
        var tokens = new JsonArray();
        foreach (var (name, scope) in Pairs(options.ConsoleTokens))
        {
            string token = FreshToken.Make();
            tokens.Add((JsonNode)new JsonObject { ["name"] = name, ["scope"] = scope, ["sha256"] = FreshToken.Sha256(token) });
            told($"token of {name}, shown this once: {token}");
        }
        return new JsonObject { ["listen"] = listen, ["tokens"] = tokens };
    }

    private JsonNode? Text(Option<string?> option) => parsed.GetValue(option);

    private static JsonArray? List(string[]? texts) => texts is not { Length: > 0 } ? null : [.. texts.Select(text => (JsonNode)text)];

    /// <exception cref="ControlException">It cannot be read.</exception>
    private static string? FirstLine(string? file) => PasswordFile.Read(file);

    private IEnumerable<(string Name, string Value)> Pairs(Option<string[]> option)
    {
        foreach (string pair in parsed.GetValue(option) ?? [])
        {
            int at = pair.IndexOf('=');
            if (at <= 0) throw new InvalidDataException($"'{pair}' of {option.Name} is no NAME=VALUE");
            yield return (pair[..at], pair[(at + 1)..]);
        }
    }

    /// <summary>A file with comments and trailing commas.</summary>
    /// <exception cref="InvalidDataException">It is no JSON.</exception>
    public static JsonNode? Json(string path)
    {
        var errors = new ConfigErrors(path);
        var root = ConfigParser.Parse(File.ReadAllBytes(path), errors);
        if (root is null || errors.Count > 0) throw new InvalidDataException(errors.InOrder[0].ToString());
        var file = JsonNode.Parse(ConfigText.Json(root));
        // Editors put it there; here it would name another's schema.
        (file as JsonObject)?.Remove("$schema");
        return file;
    }

    private static JsonObject Of(params ReadOnlySpan<(string Key, JsonNode? Value)> members)
    {
        var all = new JsonObject();
        foreach (var (key, value) in members)
            if (value is not null) all[key] = value;
        return all;
    }

    private static void Put(JsonObject file, string key, JsonObject section)
    {
        if (section.Count > 0) file[key] = section;
    }
}
