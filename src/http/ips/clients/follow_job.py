"""Logs in with zeep, follows a job, submits one and changes a packet: follow_job.py <wsdl> <email> <password> <job name> [1.2]

Prints what it read as one line of JSON.
"""
import json
import sys
import zlib

import zeep

wsdl, email, password, job_name = sys.argv[1:5]
is_soap12 = sys.argv[5:6] == ['1.2']
client = zeep.Client(wsdl)
service = next(
    client.bind(name, port_name)
    for name, found in client.wsdl.services.items()
    for port_name, port in found.ports.items()
    if isinstance(port.binding, zeep.wsdl.bindings.Soap12Binding) == is_soap12
)
header_type = client.get_element('{http://www.scene7.com/IpsApi/xsd}authHeader')
headers = {'_soapheaders': [header_type(user=email, password=password)]}


def call(operation, **fields):
    return getattr(service, operation)(**fields, **headers)


def items_of(array):
    """An answer that holds nothing but one array arrives as the list itself. zeep objects have a method `items`, so
    that the element is reached by subscript."""
    if array is None or isinstance(array, list):
        return array or []
    return array['items'] or []


membership = items_of(call('getCompanyMembership'))[0]
company = membership['company']['companyHandle']
found = call('searchAssets', companyHandle=company, folder=membership['company']['rootPath'], includeSubfolders=True)
jobs = items_of(call('getActiveJobs', companyHandle=company, originalName=job_name))
logs = items_of(call('getJobLogDetails', companyHandle=company, originalName=job_name))

picture = items_of(found['assetArray'])[0]['assetHandle']
call('setUrlModifier', companyHandle=company, assetHandle=picture, urlModifier='crop=1,2,30,40')
packet = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>Ein Stühlchen</dc:description>'
    '</rdf:Description></rdf:RDF></x:xmpmeta>'
).encode()
updated = call('updateXMPPacket', companyHandle=company, assetHandle=picture, compressedPacket=zlib.compress(packet))
kept = zlib.decompress(call('getXMPPacket', companyHandle=company, assetHandle=picture))
named = items_of(call('getAssets', companyHandle=company, assetHandleArray={'items': [picture]}))
submitted = call('submitJob', companyHandle=company, jobName='again by zeep', reprocessAssetsJob={
    'assetHandleArray': {'items': [picture]}, 'createMask': False, 'emailSetting': 'None',
})
running = items_of(call('getActiveJobs', companyHandle=company, jobHandle=submitted))[0]

fault = None
try:
    call('getProperty', name='NoSuchProperty')
except zeep.exceptions.Fault as thrown:
    codes = [node.text for node in thrown.detail.iter() if str(node.tag).endswith('}code')]
    fault = int(codes[0])

print(json.dumps({
    'rootPath': membership['company']['rootPath'],
    'role': membership['role'],
    'totalRows': found['totalRows'],
    'assets': [[asset['name'], asset['type'], asset['imageInfo'] and asset['imageInfo']['width']] for asset in items_of(found['assetArray'])],
    'jobs': [[job['originalName'], job['totalSize'], job['uploadPostJob']['overwrite']] for job in jobs],
    'lines': [line['logType'] for line in items_of(logs[0]['detailArray'])],
    'modifier': named[0]['imageInfo']['urlModifier'],
    'packet': [updated, kept.decode().count('<dc:description>Ein Stühlchen<'), named[0]['imageInfo']['description']],
    'submitted': [running['type'], running['totalSize'], items_of(running['reprocessAssetsJob']['assetHandleArray']) == [picture]],
    'fault': fault,
}))
