using System.CommandLine;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Devices;

/// <summary>What is said of a new device.</summary>
internal sealed class AddOptions
{
    public Argument<string> Id { get; } = new("id") { Description = "The device's id: also its user name, and what its client ids begin with." };

    public Option<string[]> Publish { get; } = new("--publish") { Description = "A topic filter that it may publish to, with {device} for its id; may be said again." };

    public Option<string[]> Subscribe { get; } = new("--subscribe") { Description = "A topic filter that it may be told; may be said again." };

    public Option<string?> Tenant { get; } = new("--tenant") { Description = "On whose behalf it reports." };

    public Option<string?> PasswordFile { get; } = new("--password-file") { Description = "A file whose first line is the password that it has; else a secret is generated." };

    public Option<string?> CommonName { get; } = new("--common-name") { Description = "The common name of its certificate's subject, from the authority at access.ca." };

    public Option<string?> Thumbprint { get; } = new("--thumbprint") { Description = "The SHA-256 of its certificate, as openssl x509 -fingerprint -sha256 writes it." };

    public Option<string?> KeyFile { get; } = new("--key-file") { Description = "A file whose first line is its key for DTLS: 16 to 64 bytes as text or, behind 0x, in hexadecimal." };

    public Option<string?> TokenSubject { get; } = new("--token-subject") { Description = "The subject of its bearer tokens, from the issuer at access.oauth." };

    public Option<bool> Key { get; } = new("--key") { Description = "Generate a key for DTLS." };

    public Option<bool> Enroll { get; } = new("--enroll") { Description = "Generate a token by which it gets one certificate over EST." };

    public Option<DateTimeOffset?> Expires { get; } = new("--expires") { Description = "Until when it is let in, as 2027-01-31T12:00:00Z." };

    public Option<bool> Replace { get; } = new("--replace") { Description = "Take the place of a device that is known." };

    public void AddTo(Command command)
    {
        command.Add(Id);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Key) && result.GetValue(Enroll)) result.AddError("--key and --enroll do not go together.");
        });
        foreach (var option in new Option[] { Publish, Subscribe, Tenant, PasswordFile, CommonName, Thumbprint, KeyFile, TokenSubject, Key, Enroll, Expires, Replace }) command.Add(option);
    }

    /// <exception cref="Control.ControlException">The password's file cannot be read.</exception>
    public string Request(ParseResult parsed)
    {
        string? password = Control.PasswordFile.Read(parsed.GetValue(PasswordFile)), key = Control.PasswordFile.Read(parsed.GetValue(KeyFile));
        return DeviceRequests.Of(parsed.GetValue(Id)!, json =>
        {
            json.WriteList("publish", parsed.GetValue(Publish));
            json.WriteList("subscribe", parsed.GetValue(Subscribe));
            Write(json, "tenant", parsed.GetValue(Tenant));
            Write(json, "password", password);
            Write(json, "commonName", parsed.GetValue(CommonName));
            Write(json, "thumbprint", parsed.GetValue(Thumbprint));
            Write(json, "key", key);
            Write(json, "tokenSubject", parsed.GetValue(TokenSubject));
            Write(json, "generate", Generate(parsed));
            if (parsed.GetValue(Expires) is { } expires) json.WriteString("expires", expires);
            if (parsed.GetValue(Replace)) json.WriteBoolean("replace", true);
        });
    }

    /// <returns>What the daemon is to make; null where that is left to it.</returns>
    public string? Generate(ParseResult parsed) => parsed.GetValue(Enroll) ? "enrolment" : parsed.GetValue(Key) ? "key" : null;

    private static void Write(Utf8JsonWriter json, string key, string? text)
    {
        if (text is not null) json.WriteString(key, text);
    }
}
