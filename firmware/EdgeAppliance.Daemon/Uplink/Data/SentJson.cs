using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Uplink.Data;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SentState))]
internal sealed partial class SentJson : JsonSerializerContext;
