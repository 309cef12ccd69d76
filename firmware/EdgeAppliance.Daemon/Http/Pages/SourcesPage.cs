namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/sources</c>.</summary>
internal sealed record SourcesPage(IReadOnlyList<SourceStatus> Sources);
