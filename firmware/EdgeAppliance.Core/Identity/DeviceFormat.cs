using System.Buffers;
using System.Text.Json;

namespace EdgeAppliance.Core.Identity;

/// <summary>
/// The file of one device, as JSON. Of secrets it holds hashes, that a guess can be tried against, but a pre-shared key as it is: readable by
/// its owner alone.
/// <code>
/// {"version":1,"id":"pump-7","tenant":"default","created":"2026-01-02T03:04:05+00:00","expires":"…","revoked":"…",
///  "credentials":[{"type":"secret","sha256":"64 hex digits"},
///                 {"type":"password","salt":"hex","iterations":600000,"pbkdf2Sha256":"64 hex digits"},
///                 {"type":"subject","commonName":"pump-7"},{"type":"thumbprint","sha256":"64 hex digits"},
///                 {"type":"issued","sha256":"64 hex digits","serial":"hex","expires":"2026-04-02T03:04:05+00:00"},
///                 {"type":"enrolment","sha256":"64 hex digits","expires":"…"},{"type":"key","key":"hex"},{"type":"token","subject":"…"}],
///  "publish":["plant/pump/{device}/#"],"subscribe":["plant/pump/{device}/commands/+"]}
/// </code>
/// <c>expires</c>, <c>revoked</c>, <c>publish</c> and <c>subscribe</c> may be left out; no other key is taken.
/// </summary>
public static class DeviceFormat
{
    public const int BytesMax = 64 << 10;
    public const int Version = 1;

    /// <exception cref="FormatException">It is no device.</exception>
    public static DeviceRecord Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > BytesMax) throw new FormatException($"it has more than {BytesMax} bytes");
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return DeviceParser.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    public static byte[] Write(DeviceRecord device)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("id", device.Id);
            json.WriteString("tenant", device.Tenant);
            json.WriteString("created", device.Created);
            if (device.Expires is { } expires) json.WriteString("expires", expires);
            if (device.Revoked is { } revoked) json.WriteString("revoked", revoked);
            json.WriteStartArray("credentials");
            foreach (var credential in device.Credentials) Write(json, credential);
            json.WriteEndArray();
            Write(json, "publish", device.Publish);
            Write(json, "subscribe", device.Subscribe);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, DeviceCredential credential)
    {
        json.WriteStartObject();
        json.WriteString("type", TypeOf(credential));
        switch (credential)
        {
            case SecretCredential secret:
                json.WriteString("sha256", Convert.ToHexStringLower(secret.Sha256));
                break;
            case PasswordCredential password:
                json.WriteString("salt", Convert.ToHexStringLower(password.Salt));
                json.WriteNumber("iterations", password.Iterations);
                json.WriteString("pbkdf2Sha256", Convert.ToHexStringLower(password.Hash));
                break;
            case SubjectCredential subject:
                json.WriteString("commonName", subject.CommonName);
                break;
            case ThumbprintCredential thumbprint:
                json.WriteString("sha256", thumbprint.Sha256);
                break;
            case IssuedCredential issued:
                json.WriteString("sha256", issued.Sha256);
                json.WriteString("serial", issued.Serial);
                json.WriteString("expires", issued.Expires);
                break;
            case EnrolmentCredential enrolment:
                json.WriteString("sha256", Convert.ToHexStringLower(enrolment.Sha256));
                json.WriteString("expires", enrolment.Expires);
                break;
            case KeyCredential key:
                json.WriteString("key", Convert.ToHexStringLower(key.Key));
                break;
            case TokenCredential token:
                json.WriteString("subject", token.Subject);
                break;
        }
        json.WriteEndObject();
    }

    /// <summary>As the file, pages and the command line name it.</summary>
    public static string TypeOf(DeviceCredential credential) => credential switch
    {
        SecretCredential => "secret",
        PasswordCredential => "password",
        SubjectCredential => "subject",
        ThumbprintCredential => "thumbprint",
        IssuedCredential => "issued",
        EnrolmentCredential => "enrolment",
        KeyCredential => "key",
        TokenCredential => "token",
        _ => throw new ArgumentOutOfRangeException(nameof(credential)),
    };

    private static void Write(Utf8JsonWriter json, string key, IReadOnlyList<string> patterns)
    {
        json.WriteStartArray(key);
        foreach (string pattern in patterns) json.WriteStringValue(pattern);
        json.WriteEndArray();
    }
}
