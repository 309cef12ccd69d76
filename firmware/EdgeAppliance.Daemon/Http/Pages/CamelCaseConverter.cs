using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>Enum values by their names, as the keys are written; a number is refused.</summary>
internal sealed class CamelCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
