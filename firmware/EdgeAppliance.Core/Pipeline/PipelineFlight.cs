namespace EdgeAppliance.Core.Pipeline;

/// <summary>A commit on its way, and where the pipeline is once it is stored.</summary>
internal sealed record PipelineFlight(Task Stored, PipelineProgress Progress, RecordBuffer Records, RecordBuffer Alarms, TaskCompletionSource<bool>? Relearn);
