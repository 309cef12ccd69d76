namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Values">By channel; one that the reading lacks is left out.</param>
internal sealed record ReportedStatus(string Source, DateTimeOffset Time, IReadOnlyDictionary<string, double> Values);
