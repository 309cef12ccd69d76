namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Known">False until the clock is known to be right; records made until then get their time later.</param>
/// <param name="Time">What the clock says now, right or not.</param>
internal sealed record ClockStatus(bool Known, DateTimeOffset Time);
