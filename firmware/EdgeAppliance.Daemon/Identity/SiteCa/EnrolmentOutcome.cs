using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>What became of a request for a certificate: the certificate, or why there is none.</summary>
/// <param name="Admission">Who asked, and whether that was believed.</param>
/// <param name="Fault">What is wrong with the request of somebody who was.</param>
internal sealed record EnrolmentOutcome(Admission Admission, X509Certificate2? Certificate, string? Fault);
