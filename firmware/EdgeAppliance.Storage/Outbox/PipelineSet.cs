namespace EdgeAppliance.Storage.Outbox;

/// <summary>The pipelines that there are.</summary>
/// <param name="Sources">The sources that they take; null where that is not known, and all readings are kept.</param>
internal sealed record PipelineSet(IReadOnlySet<string> Names, IReadOnlySet<string>? Sources);
