using System.Text.Json.Nodes;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Provision.Make;

/// <summary>Asks a person for what most devices need; an empty answer leaves a thing out. What is rarer has an option.</summary>
/// <param name="told">Of tokens, which are kept nowhere else.</param>
internal sealed class Questions(TextReader answers, Screen screen, Action<string> told)
{
    /// <exception cref="InvalidDataException">The answers end before the device has a name, or a file is no JSON.</exception>
    public JsonObject Ask()
    {
        var file = new JsonObject { ["version"] = 1 };
        file["device"] = new JsonObject { ["id"] = Ask("Device id", Core.Configuration.Names.IsName, Core.Configuration.Names.Rule) ?? throw new InvalidDataException("a device has an id") };
        var system = new JsonObject();
        Put(system, "hostName", Ask("Host name", Rules.IsHostLabel, "letters, digits and '-'"));
        Put(system, "timeZone", Ask("Time zone, as Europe/Berlin", Rules.IsTimeZone, "a name of the time zone database"));
        if (system.Count > 0) file["system"] = system;
        if (Ask("Wi-Fi name, nothing for wired alone", Rules.IsSsid, "1 to 32 bytes") is { } ssid) file["network"] = new JsonObject { ["wifi"] = Wifi(ssid) };
        if (Ask("File with the public keys that may come in by SSH", File.Exists, "a file") is { } keys) file["ssh"] = new JsonObject { ["authorizedKeys"] = Lines(keys) };
        if (Ask("EST server for its certificate, or 'request' for a signing request", text => text == "request" || Rules.IsUrl(text, "https"), "a URL of https, or 'request'") is { } est) file["identity"] = Identity(est);
        if (Ask("File with the appliance's configuration", File.Exists, "a file") is { } configuration) file["configuration"] = ProvisionDraft.Json(configuration);
        if (Ask("Where its page is to be had, as 0.0.0.0:8443; nothing for none", Rules.IsEndPoint, "an address and a port") is { } listen) file["console"] = Page(listen);
        return file;
    }

    private JsonObject Wifi(string ssid)
    {
        var wifi = new JsonObject { ["ssid"] = ssid, ["country"] = Ask("Country of the Wi-Fi, as DE", Rules.IsCountry, "two capitals") ?? "" };
        if (Ask("Its password, nothing for an open network", Rules.IsPsk, "8 to 63 characters") is { } psk) wifi["psk"] = psk;
        else wifi["open"] = true;
        return wifi;
    }

    private JsonObject Page(string listen)
    {
        string name = Ask("Name of who may do everything there", Core.Configuration.Names.IsName, Core.Configuration.Names.Rule) ?? "admin", token = FreshToken.Make();
        told($"token of {name}, shown this once: {token}");
        return new JsonObject { ["listen"] = listen, ["tokens"] = new JsonArray((JsonNode)new JsonObject { ["name"] = name, ["scope"] = "admin", ["sha256"] = FreshToken.Sha256(token) }) };
    }

    private JsonObject Identity(string answer)
    {
        if (answer == "request") return new JsonObject { ["request"] = true };
        var est = new JsonObject { ["url"] = answer };
        if (Ask("File with the certificates that it is trusted by", File.Exists, "a file") is { } authority) est["ca"] = File.ReadAllText(authority);
        est["token"] = Ask("Its token for one certificate", text => text.Length > 0, "the token") ?? "";
        return new JsonObject { ["est"] = est };
    }

    /// <returns>Null for an empty answer, or none.</returns>
    private string? Ask(string question, Func<string, bool> holds, string rule)
    {
        while (true)
        {
            screen.Output.Write($"{question}: ");
            screen.Output.Flush();
            string answer = answers.ReadLine()?.Trim() ?? "";
            if (answer.Length == 0) return null;
            if (holds(answer)) return answer;
            screen.Line($"  not {rule}");
        }
    }

    private static JsonArray Lines(string file) => [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(line => (JsonNode)line)];

    private static void Put(JsonObject section, string key, string? text)
    {
        if (text is not null) section[key] = text;
    }
}
