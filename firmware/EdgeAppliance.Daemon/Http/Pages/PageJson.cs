using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Identity;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>How the pages are written: camelCase, names for enum values, nothing for null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(CamelCaseConverter<HealthSeverity>), typeof(CamelCaseConverter<RecordPriority>), typeof(CamelCaseConverter<LogLevel>),
        typeof(CamelCaseConverter<ModelState>), typeof(CamelCaseConverter<InstallState>), typeof(CamelCaseConverter<UpdateState>), typeof(CamelCaseConverter<DeviceState>), typeof(CamelCaseConverter<BehaviourPageState>),
    ])]
[JsonSerializable(typeof(StatusPage))]
[JsonSerializable(typeof(SourcesPage))]
[JsonSerializable(typeof(ModelsPage))]
[JsonSerializable(typeof(InstalledPage))]
[JsonSerializable(typeof(UpdatesPage))]
[JsonSerializable(typeof(OutboxPage))]
[JsonSerializable(typeof(SentPage))]
[JsonSerializable(typeof(LogsPage))]
[JsonSerializable(typeof(ReloadPage))]
[JsonSerializable(typeof(InstallStatus))]
[JsonSerializable(typeof(InstallRequest))]
[JsonSerializable(typeof(RelearnRequest))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(DevicesPage))]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(NewDevice))]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(AddedDevice))]
[JsonSerializable(typeof(HealthPage))]
[JsonSerializable(typeof(IngestPage))]
[JsonSerializable(typeof(TwinPage))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(DeviceCommandRequest))]
[JsonSerializable(typeof(DeviceCommandPage))]
[JsonSerializable(typeof(LatestPage))]
[JsonSerializable(typeof(TokensPage))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class PageJson : JsonSerializerContext;
