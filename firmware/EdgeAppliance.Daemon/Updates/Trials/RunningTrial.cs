using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <param name="Started">A timestamp, as the clock may jump.</param>
internal sealed record RunningTrial(string Model, ModelTrial Trial, long Started);
