using System.Text.Json;

namespace EdgeAppliance.Daemon.Twins;

/// <summary>Names and texts in JSON that are none: an escape can spell half of a surrogate pair (RFC 8259 section 8.2), and bytes need not be UTF-8. A
/// reader does not mind until one is asked for, far behind the door.</summary>
internal static class JsonTexts
{
    /// <exception cref="ArgumentException">One is no text.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void Check(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String)) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new ArgumentException($"The text at byte {reader.TokenStartIndex} is none: it holds half of a surrogate pair, or bytes that are no UTF-8.", e);
            }
        }
    }

    /// <returns>Null where it is no text.</returns>
    public static string? NameOf(in JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="NameOf"/>
    public static string? TextOf(in JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
