namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>A certificate that is of use no more.</summary>
/// <param name="Serial">In lower-case hex digits.</param>
/// <param name="Expires">When it would have ended by itself.</param>
internal sealed record RevokedCertificate(string Serial, DateTimeOffset At, DateTimeOffset Expires);
