namespace EdgeAppliance.Edgectl.Repo.Signers;

/// <summary>Where a key in a token is (RFC 7512): <c>pkcs11:token=fleet;object=targets?module-path=/usr/lib/softhsm/libsofthsm2.so&amp;pin-source=/run/pin</c>.</summary>
/// <param name="Module">The token's library.</param>
/// <param name="Token">Its label.</param>
/// <param name="Object">The key's label; null where it goes by its id.</param>
/// <param name="IdHex">The key's id in hexadecimal digits.</param>
/// <param name="PinFile">Whose first line is the user's PIN; null where the token wants none.</param>
internal sealed record Pkcs11Uri(string Module, string Token, string? Object, string? IdHex, string? PinFile)
{
    public const string Scheme = "pkcs11:";

    /// <exception cref="InvalidDataException">It is none, or lacks what is needed.</exception>
    public static Pkcs11Uri Parse(string text)
    {
        string[] halves = text[Scheme.Length..].Split('?', 2);
        var path = Attributes(halves[0], ';', "token", "object", "id", "type");
        var query = Attributes(halves.Length > 1 ? halves[1] : "", '&', "module-path", "pin-source");
        string? module = query.GetValueOrDefault("module-path"), token = path.GetValueOrDefault("token"), name = path.GetValueOrDefault("object");
        string? id = path.TryGetValue("id", out string? bytes) ? Convert.ToHexStringLower(System.Text.Encoding.Latin1.GetBytes(bytes)) : null;
        if (module is null || token is null || name is null && id is null) throw new InvalidDataException($"'{text}' names no module-path, token, or object or id");
        string? pin = query.GetValueOrDefault("pin-source");
        return new Pkcs11Uri(module, token, name, id, pin is not null && pin.StartsWith("file:", StringComparison.Ordinal) ? pin["file:".Length..] : pin);
    }

    private static Dictionary<string, string> Attributes(string text, char between, params string[] known)
    {
        var attributes = new Dictionary<string, string>();
        foreach (string part in text.Split(between, StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is not [var name, var value] || !known.Contains(name)) throw new InvalidDataException($"'{part}' is none of {string.Join(", ", known)}");
            // Bytes of an id are not UTF-8.
            if (!attributes.TryAdd(name, name == "id" ? Latin1(value) : Uri.UnescapeDataString(value))) throw new InvalidDataException($"'{name}' is there twice");
        }
        return attributes;
    }

    private static string Latin1(string escaped)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%') text.Append(escaped[i]);
            else if (i + 2 < escaped.Length && byte.TryParse(escaped.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out byte value))
            {
                text.Append((char)value);
                i += 2;
            }
            else throw new InvalidDataException($"'{escaped}' is no id");
        }
        return text.ToString();
    }
}
