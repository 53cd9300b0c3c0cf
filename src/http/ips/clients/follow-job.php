<?php
// Logs in with PHP's SoapClient, follows a job, submits one and changes a packet: php follow-job.php <wsdl> <email> <password> <job name> [1.2]
// Prints what it read as one line of JSON.
[, $wsdl, $email, $password, $jobName] = $argv;
$namespace = 'http://www.scene7.com/IpsApi/xsd';

$client = new SoapClient($wsdl, [
    'cache_wsdl' => WSDL_CACHE_NONE,
    'soap_version' => ($argv[5] ?? '1.1') === '1.2' ? SOAP_1_2 : SOAP_1_1,
    'exceptions' => true,
]);
// PHP leaves the children of a header without a namespace.
$client->__setSoapHeaders(new SoapHeader($namespace, 'authHeader', (object) ['user' => $email, 'password' => $password]));

/** One child `items` arrives as an object, several as an array, none not at all. */
function items(?object $array): array
{
    $items = $array->items ?? [];
    return is_array($items) ? $items : [$items];
}

$membership = items($client->getCompanyMembership([])->membershipArray)[0];
$company = ['companyHandle' => $membership->company->companyHandle];
$found = $client->searchAssets($company + ['folder' => $membership->company->rootPath, 'includeSubfolders' => true]);
$jobs = items($client->getActiveJobs($company + ['originalName' => $jobName])->jobArray);
$logs = items($client->getJobLogDetails($company + ['originalName' => $jobName])->jobLogArray);

$picture = items($found->assetArray)[0];
$client->setUrlModifier($company + ['assetHandle' => $picture->assetHandle, 'urlModifier' => 'crop=1,2,30,40']);
$packet = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    . '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>Ein Stühlchen</dc:description>'
    . '</rdf:Description></rdf:RDF></x:xmpmeta>';
$asset = $company + ['assetHandle' => $picture->assetHandle];
$updated = $client->updateXMPPacket($asset + ['compressedPacket' => gzcompress($packet)])->success;
$kept = gzuncompress($client->getXMPPacket($asset)->compressedPacket);
$named = $client->getAssets($company + ['assetHandleArray' => ['items' => [$picture->assetHandle]]]);
$submitted = $client->submitJob($company + ['jobName' => 'again by PHP', 'reprocessAssetsJob' => [
    'assetHandleArray' => ['items' => [$picture->assetHandle]], 'createMask' => false, 'emailSetting' => 'None',
]])->jobHandle;
$running = items($client->getActiveJobs($company + ['jobHandle' => $submitted])->jobArray)[0];

$fault = null;
try {
    $client->getProperty(['name' => 'NoSuchProperty']);
} catch (SoapFault $thrown) {
    // The contents of a fault's detail have no types for PHP.
    $fault = (int) $thrown->detail->ipsApiFault->code;
}

echo json_encode([
    'rootPath' => $membership->company->rootPath,
    'role' => $membership->role,
    'totalRows' => $found->totalRows,
    'assets' => array_map(fn ($asset) => [$asset->name, $asset->type, $asset->imageInfo->width ?? null], items($found->assetArray)),
    'jobs' => array_map(fn ($job) => [$job->originalName, $job->totalSize, $job->uploadPostJob->overwrite], $jobs),
    'lines' => array_map(fn ($line) => $line->logType, items($logs[0]->detailArray)),
    'modifier' => items($named->assetArray)[0]->imageInfo->urlModifier,
    'packet' => [$updated, substr_count($kept, "<dc:description>Ein Stühlchen<"), items($named->assetArray)[0]->imageInfo->description],
    'submitted' => [$running->type, $running->totalSize, items($running->reprocessAssetsJob->assetHandleArray) === [$picture->assetHandle]],
    'fault' => $fault,
]), "\n";
