using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Running;

/// <summary>A pipeline as it was configured.</summary>
/// <param name="Runner">Null while the store cannot be opened: where it had come to is not known until then.</param>
internal sealed record RunningPipeline(PipelineConfiguration Configuration, PipelineRunner? Runner);
