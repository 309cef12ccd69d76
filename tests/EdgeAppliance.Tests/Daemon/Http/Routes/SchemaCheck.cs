using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Tests.Daemon.Http.Routes;

/// <summary>Holds values against those keywords of JSON Schema that the interface's description uses; any other one throws.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    public IEnumerable<string> Errors(JsonElement value, string schemaName) =>
        Errors(value, document.GetProperty("components").GetProperty("schemas").GetProperty(schemaName), schemaName);

    private IEnumerable<string> Errors(JsonElement value, JsonElement schema, string at)
    {
        foreach (var keyword in schema.EnumerateObject())
            foreach (string error in Errors(value, schema, keyword, at)) yield return error;
    }

    private IEnumerable<string> Errors(JsonElement value, JsonElement schema, JsonProperty keyword, string at) => keyword.Name switch
    {
        "description" or "additionalProperties" => [],
        "$ref" => Errors(value, keyword.Value.GetString()!.Split('/')[^1]),
        "type" => HasType(value, keyword.Value.GetString()!) ? [] : [$"{at}: {value} is no {keyword.Value}"],
        "format" => HasFormat(value, keyword.Value.GetString()!) ? [] : [$"{at}: {value} is no {keyword.Value}"],
        "enum" => keyword.Value.EnumerateArray().Any(e => e.GetString() == value.GetString()) ? [] : [$"{at}: {value} is not in the list"],
        "required" => keyword.Value.EnumerateArray().Where(k => !value.TryGetProperty(k.GetString()!, out _)).Select(k => $"{at}: {k} is missing"),
        "properties" => MemberErrors(value, schema, keyword.Value, at),
        "items" => value.EnumerateArray().SelectMany((item, i) => Errors(item, keyword.Value, $"{at}[{i}]")),
        _ => throw new NotSupportedException($"{at}: {keyword.Name}"),
    };

    private IEnumerable<string> MemberErrors(JsonElement value, JsonElement schema, JsonElement properties, string at)
    {
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var inner)) yield return $"{at}.{member.Name}: is not described";
            else
                foreach (string error in Errors(member.Value, inner, $"{at}.{member.Name}")) yield return error;
        }
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException(type),
    };

    private static bool HasFormat(JsonElement value, string format) => format switch
    {
        "int64" => value.TryGetInt64(out _),
        "date-time" => DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _),
        _ => throw new NotSupportedException(format),
    };
}
